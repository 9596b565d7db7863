from __future__ import annotations

from typing import Any

from app.api.blueprint import bp
from app.api.faces import board_face, status_face
from app.api.schemas.answers import BoardsSchema, StatusesSchema
from app.api.schemas.requests import NothingQuery
from app.ideas.queries.statuses import all_statuses
from app.ideas.queries.visible import visible_boards
from app.people.session import signed_in


@bp.get("/boards")
@bp.arguments(NothingQuery, location="query")
@bp.response(200, BoardsSchema)
def list_boards(asked: dict[str, Any]) -> dict[str, Any]:
    """List the boards this token's owner sees"""
    return {"items": [board_face(board) for board in visible_boards(signed_in())], "next": None}


@bp.get("/statuses")
@bp.arguments(NothingQuery, location="query")
@bp.response(200, StatusesSchema)
def list_statuses(asked: dict[str, Any]) -> dict[str, Any]:
    """List the statuses with the phase each belongs to"""
    return {"items": [status_face(status) for status in all_statuses()], "next": None}
