"""Ideas as those who look after them list them."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select

from app.core.db import session
from app.core.paging import Order, Page, first_page, page
from app.ideas.models import Board, Idea, Status
from app.ideas.queries.visible import visible_ideas, with_faces
from app.people.models import Reader

PAGE_SIZE = 50


class Pile(enum.StrEnum):
    WAITING = "waiting"
    NEWEST = "newest"


ORDERS = {
    Pile.WAITING: Order((Idea.answer_due_at, Idea.id), is_falling=False),
    Pile.NEWEST: Order((Idea.created_at, Idea.id)),
}


def managed_ideas(
    pile: Pile,
    *,
    reader: Reader,
    board: Board | None = None,
    statuses: Sequence[Status] = (),
    cursor: str | None = None,
) -> Page[Idea]:
    """One page: the newest first, or only those that wait for a first answer, the one promised
    soonest first. Raises Invalid for a cursor that was not made here."""
    wanted = with_faces().where(visible_ideas(reader))
    if pile is Pile.WAITING:
        wanted = wanted.where(is_waiting())
    if board is not None:
        wanted = wanted.where(Idea.board_id == board.id)
    if statuses:
        wanted = wanted.where(Idea.status_id.in_([status.id for status in statuses]))
    first = first_page(wanted, ORDERS[pile], size=PAGE_SIZE)
    return page(first, ORDERS[pile], cursor, size=PAGE_SIZE)


def waiting_count(reader: Reader) -> int:
    """How many ideas wait for the first words of a person."""
    waiting = select(func.count(Idea.id)).where(visible_ideas(reader), is_waiting())
    return session.scalar(waiting) or 0


def is_waiting() -> ColumnElement[bool]:
    return and_(Idea.answer_due_at.is_not(None), Idea.first_answered_at.is_(None))
