from __future__ import annotations

from typing import Any

from flask import Response, make_response

from app.api.blueprint import bp
from app.api.faces import idea_face
from app.api.schemas.answers import IdeaSchema
from app.api.schemas.requests import VoteSchema
from app.core.db import writing
from app.ideas.models import Idea
from app.people.session import signed_in
from app.votes import service
from app.votes.models import Importance


@bp.put("/ideas/<idea:id>/vote")
@bp.arguments(VoteSchema, required=False)
@bp.response(200, IdeaSchema, description="Your vote was there already.")
@bp.alt_response(201, schema=IdeaSchema, description="Your vote is new.", success=True)
def cast_vote(wanted: dict[str, Any], idea: Idea) -> Response:
    """Give the idea your vote, or change its importance

    Whoever votes follows. 409 once voting has closed."""
    importance = Importance(wanted["importance"]) if "importance" in wanted else None
    with writing():
        voter = signed_in()
        is_new = service.cast(idea, voter=voter, importance=importance)
        face = idea_face(idea, voter, voted={idea.id})
        return make_response(face, 201 if is_new else 200)


@bp.delete("/ideas/<idea:id>/vote")
@bp.response(204)
def withdraw_vote(idea: Idea) -> None:
    """Take your vote back"""
    with writing():
        service.withdraw(idea, voter=signed_in())


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
