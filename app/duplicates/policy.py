"""Where an idea may be counted, as far as it depends on who sees which board."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session
from app.ideas.models import Audience, Board, BoardGroup


def is_seen_by_all_of(target: Board, source: Board) -> bool:
    """Whether everyone who sees `source` sees `target`, today and whoever joins or leaves: only
    then does nobody lose sight of what they asked for. On a one-way board each sees their own."""
    if target.is_one_way:
        return False
    if target.id == source.id or target.audience is Audience.PUBLIC:
        return True
    if target.audience is Audience.SIGNED_IN:
        return source.audience is not Audience.PUBLIC
    if target.audience is not source.audience:
        return False
    return target.audience is Audience.EMPLOYEES or _groups(source) <= _groups(target)


def is_seen_by_more_than(target: Board, source: Board) -> bool:
    """Whether somebody may see `target` who does not see `source`."""
    return not is_seen_by_all_of(source, target)


def _groups(board: Board) -> set[int]:
    return set(session.scalars(select(BoardGroup.group_id).where(BoardGroup.board_id == board.id)))
