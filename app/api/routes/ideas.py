from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.api.blueprint import bp
from app.api.customers import customer_named, naming_the_field, refuse_others
from app.api.faces import idea_face, idea_faces
from app.api.idempotency import Answer, once
from app.api.listing import page_of_ideas
from app.api.schemas.answers import IdeaSchema, IdeasSchema
from app.api.schemas.requests import (
    IdeaPatchSchema,
    IdeasQuery,
    IdempotencySchema,
    IfMatchSchema,
    NewIdeaSchema,
    NothingQuery,
)
from app.api.versions import version_read
from app.core.db import session, writing
from app.core.errors import Conflict, Stale
from app.core.i18n import _
from app.ideas.models import Board, Idea
from app.ideas.policy import refuse_edit, refuse_sorting
from app.ideas.queries.visible import one_visible_board
from app.ideas.service.drafts import Draft, draft
from app.ideas.service.sort import sort
from app.ideas.service.submit import edit, submit
from app.people.gate import require_scope
from app.people.models import User
from app.people.queries import staff_named
from app.people.session import signed_in
from app.votes.service.represent import Wish, submit_for

SORTED = ("topic", "tags", "owner", "stage", "element")
LOCATION = {"Location": {"description": "The new idea.", "schema": {"type": "string"}}}
ETAG = {"ETag": {"description": "The idea's version, for If-Match.", "schema": {"type": "string"}}}


@bp.get("/ideas")
@bp.arguments(IdeasQuery, location="query")
@bp.response(200, IdeasSchema)
def list_ideas(asked: dict[str, Any]) -> dict[str, Any]:
    """List the ideas this token's owner sees

    With `q` the best hits come first, on one page."""
    page = page_of_ideas(asked, reader=signed_in())
    return {"items": idea_faces(page.items, signed_in()), "next": page.next}


@bp.post("/ideas")
@bp.arguments(NewIdeaSchema)
@bp.arguments(IdempotencySchema, location="headers")
@bp.response(201, IdeaSchema, headers=LOCATION)
def submit_idea(wanted: dict[str, Any], headers: dict[str, str]) -> Response:
    """Put an idea on a board

    Your own vote is cast with it; with `on_behalf_of` a customer's instead."""
    if "on_behalf_of" in wanted:
        refuse_others(signed_in())
    board = one_visible_board(wanted["board"], reader=signed_in())
    written = draft(wanted["title"], wanted["body"])

    def change(actor: User) -> Answer:
        _refuse_taken(board, wanted["external_id"])
        idea = _posted(wanted, written, board, actor)
        face = idea_face(idea, actor)
        return face, 201, {"Location": f"/api/v1/ideas/{face['id']}"}

    return once(headers["key"], change)


@bp.get("/ideas/<idea:id>")
@bp.arguments(NothingQuery, location="query")
@bp.response(200, IdeaSchema, headers=ETAG)
def show_idea(asked: dict[str, Any], idea: Idea) -> ResponseReturnValue:
    """Show one idea

    A merged one says where it went in `merged_into`."""
    return make_response(idea_face(idea, signed_in()), {"ETag": f'"{idea.version}"'})


def for_editors_of_the_idea(view: Callable[..., Response]) -> Callable[..., Response]:
    """Refuses others before their words are read."""

    @wraps(view)
    def checked(idea: Idea) -> Response:
        refuse_edit(idea, actor=signed_in())
        return view(idea=idea)

    return checked


@bp.patch("/ideas/<idea:id>")
@for_editors_of_the_idea
@bp.arguments(IdeaPatchSchema, required=False)
@bp.arguments(IfMatchSchema, location="headers")
@bp.response(200, IdeaSchema, headers=ETAG)
def edit_idea(wanted: dict[str, Any], headers: dict[str, str], idea: Idea) -> Response:
    """Change an idea's words and where it belongs

    Title and body of your own idea until someone else voted, with the scope `write`; managers
    change any. Topic, tags, owner, stage and element are for managers, with the scope `triage`."""
    _refuse_beyond_scopes(wanted)
    written, order = None, {name: wanted[name] for name in SORTED if name in wanted}
    if order.get("owner") is not None:
        order["owner"] = staff_named(order["owner"])
    if "title" in wanted or "body" in wanted:
        written = draft(wanted.get("title", idea.title), wanted.get("body", idea.body))
    with writing():
        actor = signed_in()
        refuse_edit(idea, actor=actor)
        if version_read(headers.get("if_match"), idea.version) != idea.version:
            raise Stale(_("Someone changed this idea since you read it."))
        if written is not None:
            edit(idea, written, version=idea.version, actor=actor)
        sort(idea, order, actor=actor)
        return make_response(idea_face(idea, actor), {"ETag": f'"{idea.version}"'})


def _posted(wanted: dict[str, Any], written: Draft, board: Board, actor: User) -> Idea:
    external_id = wanted["external_id"]
    if "on_behalf_of" not in wanted:
        return submit(written, board=board, author=actor, external_id=external_id)
    with naming_the_field():
        return submit_for(
            written,
            board=board,
            customer=customer_named(wanted["on_behalf_of"]),
            employee=actor,
            wish=Wish(),
            external_id=external_id,
        )


def _refuse_beyond_scopes(wanted: dict[str, Any]) -> None:
    if "title" in wanted or "body" in wanted:
        require_scope("write")
    if any(name in wanted for name in SORTED):
        require_scope("triage")
        refuse_sorting(actor=signed_in())


def _refuse_taken(board: Board, external_id: str | None) -> None:
    if external_id is None:
        return
    taken = select(Idea.id).where(Idea.board_id == board.id, Idea.external_id == external_id)
    if session.scalar(taken) is not None:
        raise Conflict(_("This board already has an idea with this external_id."))
