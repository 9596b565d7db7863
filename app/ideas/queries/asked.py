"""How much people asked for, in batches."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload, load_only

from app.core.db import session
from app.ideas.models import Idea, State
from app.ideas.queries.visible import visible_boards
from app.people.models import Reader, User

MOST_HELD = 20


def asked_by(user_ids: Sequence[int], *, reader: Reader) -> dict[int, int]:
    """How many ideas each of these people posted on boards the reader sees, those that were taken
    away left out."""
    boards = [board.id for board in visible_boards(reader)]
    counted = (
        select(Idea.author_id, func.count(Idea.id).label("ideas"))
        .where(Idea.author_id.in_(user_ids), Idea.deleted_at.is_(None), Idea.board_id.in_(boards))
        .group_by(Idea.author_id)
    )
    return {row.author_id: row.ideas for row in session.execute(counted)}


def held_of(author: User) -> list[Idea]:
    """What of theirs waits to be looked at or was not published, the newest first. Not on a board
    they do not see any more."""
    boards = [board.id for board in visible_boards(author)]
    held = (
        select(Idea)
        .where(
            Idea.author_id == author.id,
            Idea.board_id.in_(boards),
            Idea.state != State.PUBLISHED,
            Idea.deleted_at.is_(None),
        )
        .order_by(Idea.created_at.desc(), Idea.id.desc())
        .limit(MOST_HELD)
        .options(lazyload("*"), load_only(Idea.number, Idea.title, Idea.state))
    )
    return list(session.scalars(held))
