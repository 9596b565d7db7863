"""Administrators' looks at boards that are meant for a few."""

from __future__ import annotations

from app.core.web.looks import note_look
from app.ideas.models import Audience, Board
from app.people.models import Reader, Role, User


def note_look_at(board: Board, reader: Reader) -> None:
    is_by_right = board.audience is Audience.GROUPS and reader.role is Role.ADMIN
    if is_by_right and isinstance(reader, User):
        note_look(reader, "board.look", board)
