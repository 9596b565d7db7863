from __future__ import annotations

from typing import Any

from flask import Response

from app.api.blueprint import bp
from app.api.faces import idea_face
from app.api.finding import idea_named
from app.api.idempotency import Answer, once
from app.api.schemas.answers import IdeaSchema
from app.api.schemas.requests import (
    IdempotencySchema,
    MergeSchema,
    NewStatusSchema,
    NothingSchema,
)
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.duplicates.queries import present_merge
from app.duplicates.service.merge import merge, unmerge
from app.ideas.models import Idea
from app.ideas.queries.statuses import status_named
from app.ideas.queries.visible import one_visible_by_id
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.drafts import words_if_any
from app.people.models import User
from app.people.session import signed_in


@bp.post("/ideas/<idea:id>/status")
@bp.arguments(NewStatusSchema)
@bp.arguments(IdempotencySchema, location="headers")
@bp.response(200, IdeaSchema)
def change_idea_status(wanted: dict[str, Any], headers: dict[str, str], idea: Idea) -> Response:
    """Move the idea to another status and tell everyone who asked, at once"""
    status = status_named(wanted["status"])
    note = note_for(status, wanted["note"] or wanted["reason"])

    def change(actor: User) -> Answer:
        change_status(idea, status, note=note, actor=actor)
        return idea_face(idea, actor), 200, {}

    return once(headers["key"], change)


@bp.post("/ideas/<idea:id>/merge")
@bp.arguments(MergeSchema)
@bp.arguments(IdempotencySchema, location="headers")
@bp.response(200, IdeaSchema)
def merge_idea(wanted: dict[str, Any], headers: dict[str, str], idea: Idea) -> Response:
    """Count the idea together with another one, and tell whoever asked for it

    Nothing is moved, so it can be undone at any time. 409 where somebody decided before you."""
    target = _target(wanted["into"])
    note = words_if_any(wanted["note"], field="note")
    accepts_wider = wanted["accepts_wider"]

    def change(actor: User) -> Answer:
        merge(idea, target, note=note, actor=actor, accepts_wider=accepts_wider)
        return idea_face(idea, actor), 200, {}

    return once(headers["key"], change)


@bp.post("/ideas/<idea:id>/unmerge")
@bp.arguments(NothingSchema, required=False)
@bp.arguments(IdempotencySchema, location="headers")
@bp.response(200, IdeaSchema)
def unmerge_idea(wanted: dict[str, Any], headers: dict[str, str], idea: Idea) -> Response:
    """Let the idea stand by itself again, with all its votes"""
    link = present_merge(idea)
    if link is not None and link.target.deleted_at is None:
        one_visible_by_id(link.target_id, reader=signed_in())

    def change(actor: User) -> Answer:
        unmerge(idea, actor=actor)
        return idea_face(idea, actor), 200, {}

    return once(headers["key"], change)


def _target(name: str) -> Idea:
    """Raises Invalid, alike for a hidden idea and one that does not exist."""
    try:
        return idea_named(name)
    except NotFound:
        message = _("There is no idea called “%(name)s”.", name=name)
        raise Invalid(message, errors={"into": message}) from None
