from __future__ import annotations

from typing import Any

from flask import Response

from app.api.blueprint import bp
from app.api.faces import idea_face
from app.api.idempotency import Answer, once
from app.api.schemas.answers import IdeaSchema
from app.api.schemas.requests import IdempotencySchema, NewStatusSchema
from app.ideas.models import Idea
from app.ideas.queries.statuses import status_named
from app.ideas.service.decide import change_status, note_for
from app.people.models import User


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
