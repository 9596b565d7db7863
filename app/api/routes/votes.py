from __future__ import annotations

from typing import Any

from flask import Response, make_response

from app.api.blueprint import bp
from app.api.customers import customer_named, known_customer, naming_the_field, refuse_others
from app.api.faces import idea_face
from app.api.schemas.answers import IdeaSchema
from app.api.schemas.requests import VoteSchema, WithdrawalQuery, WithdrawalSchema
from app.core.db import writing
from app.ideas.models import Idea
from app.people.session import signed_in
from app.votes import service
from app.votes.models import Importance
from app.votes.service.represent import Outcome, Wish, cast_for, proxy_of, take_out, wish


@bp.put("/ideas/<idea:id>/vote")
@bp.arguments(VoteSchema, required=False)
@bp.response(200, IdeaSchema, description="Your vote was there already.")
@bp.alt_response(201, schema=IdeaSchema, description="Your vote is new.", success=True)
def cast_vote(wanted: dict[str, Any], idea: Idea) -> Response:
    """Give the idea your vote, or change its importance

    Whoever votes follows. With `on_behalf_of` it is a customer's vote, put down by an employee: 200
    and nothing new where they have one. 409 once voting has closed."""
    importance = Importance(wanted["importance"]) if "importance" in wanted else None
    if "on_behalf_of" in wanted:
        return _cast_for(idea, wanted["on_behalf_of"], wish(importance=importance))
    with writing():
        voter = signed_in()
        is_new = service.cast(idea, voter=voter, importance=importance)
        face = idea_face(idea, voter, voted={idea.id})
        return make_response(face, 201 if is_new else 200)


@bp.delete("/ideas/<idea:id>/vote")
@bp.arguments(WithdrawalSchema, required=False)
@bp.arguments(WithdrawalQuery, location="query")
@bp.response(204)
def withdraw_vote(wanted: dict[str, Any], asked: dict[str, Any], idea: Idea) -> None:
    """Take your vote back

    With `on_behalf_of`, in the body or the address, the one you put down for a customer. 409 once
    the customer voted or claimed it."""
    named = wanted.get("on_behalf_of") or asked.get("on_behalf_of")
    if named is not None:
        refuse_others(signed_in())
    with writing():
        actor = signed_in()
        if named is None:
            service.withdraw(idea, voter=actor)
            return
        customer = known_customer(named)
        if customer is not None and proxy_of(idea, customer) is not None:
            take_out(idea, customer=customer, actor=actor)


def _cast_for(idea: Idea, named: str, wish: Wish) -> Response:
    refuse_others(signed_in())
    with writing(), naming_the_field():
        actor, customer = signed_in(), customer_named(named)
        outcome = cast_for(idea, customer=customer, employee=actor, wish=wish)
        face = idea_face(idea, actor)
        return make_response(face, 201 if outcome is Outcome.ADDED else 200)


@bp.put("/ideas/<idea:id>/follow")
@bp.response(204)
def follow_idea(idea: Idea) -> None:
    """Hear what becomes of the idea"""
    with writing():
        service.follow(idea, follower=signed_in())


@bp.delete("/ideas/<idea:id>/follow")
@bp.response(204)
def unfollow_idea(idea: Idea) -> None:
    """Hear no more of the idea"""
    with writing():
        service.unfollow(idea, follower=signed_in())
