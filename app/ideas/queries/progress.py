"""How well this portal answers. An idea counts once its answer is due; imported ones never do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import lazyload, load_only

from app.core.calendar import working_days_between
from app.core.clock import now
from app.core.db import UtcDateTime, database, session
from app.core.figures import percent
from app.core.settings import portal
from app.ideas.models import Board, Idea, Phase, Status

LOOK_BACK = timedelta(days=90)
ENOUGH_DUE = 10


class Figures(NamedTuple):
    """`ideas` listed now; of those submitted here whose answer fell `due` in the last 90 days,
    how many were answered by then (`kept`); how many `shipped` in `year`."""

    ideas: int
    due: int
    kept: int
    shipped: int
    year: int

    @property
    def has_promise(self) -> bool:
        """Whether enough ideas were due to say how the promise is kept."""
        return self.due >= ENOUGH_DUE

    @property
    def share_kept(self) -> int:
        """Percent of the due ones."""
        return percent(self.kept / self.due)


def figures(boards: Sequence[Board]) -> Figures:
    """One statement, each part of it on an index of `ideas`."""
    return _counted([board.id for board in boards])


def recent_figures(boards: Sequence[Board]) -> Figures:
    """As `figures`, but up to a minute old: for pages that are asked for all the time, and would
    spend a good part of their time on counting."""
    minute = int(now().timestamp()) // 60
    return _counted_at(minute, tuple(board.id for board in boards), str(database.engine.url))


def median_first_answer(boards: Sequence[Board]) -> float | None:
    """Half of the ideas due in the last 90 days were answered within so many working days; those
    still open count as longest. None when no idea was due, or half of them are open."""
    due = select(Idea.created_at, Idea.first_answered_at).where(_is_listed(), _was_due())
    zone, asked_of = portal().time_zone, {"boards": [board.id for board in boards]}
    waits = sorted(
        working_days_between(asked, answered, zone=zone) if answered else math.inf
        for asked, answered in session.execute(due, asked_of)
    )
    if not waits:
        return None
    middle = len(waits) // 2
    median = waits[middle] if len(waits) % 2 else (waits[middle - 1] + waits[middle]) / 2
    return None if math.isinf(median) else median


def latest_shipped(board: Board, most: int) -> list[Idea]:
    """What shipped on a board, the newest first."""
    return list(session.scalars(_newest_shipped(), {"boards": [board.id], "most": most}))


@lru_cache(maxsize=100)
def _counted_at(_minute: int, board_ids: tuple[int, ...], _database: str) -> Figures:
    return _counted(board_ids)


def _counted(board_ids: Sequence[int]) -> Figures:
    year = now().astimezone(ZoneInfo(portal().time_zone)).year
    asked = {"boards": list(board_ids), "new_year": _start_of(year)}
    ideas, due, kept, shipped = session.execute(_figures(), asked).one()
    return Figures(ideas, due, kept, shipped, year)


# Put together once, because that costs more than asking them.


@cache
def _figures() -> Select[Any]:
    """The fields of Figures but the last, each counted on an index of `ideas`."""
    due = _was_due()
    kept = Idea.first_answered_at <= Idea.answer_due_at
    this_year = Idea.status_since >= bindparam("new_year", type_=UtcDateTime)
    parts = ((), (due,), (due, kept), (_has_shipped(), this_year))
    return select(
        *(select(func.count()).where(_is_listed(), *more).scalar_subquery() for more in parts)
    )


@cache
def _newest_shipped() -> Select[Idea]:
    return (
        select(Idea)
        .where(_is_listed(), _has_shipped())
        .order_by(Idea.status_since.desc(), Idea.id.desc())
        .limit(bindparam("most"))
        .options(
            lazyload(Idea.status),
            load_only(Idea.number, Idea.title, Idea.people, Idea.status_since),
        )
    )


def _is_on_boards() -> ColumnElement[bool]:
    return Idea.board_id.in_(bindparam("boards", expanding=True))


def _is_listed() -> ColumnElement[bool]:
    return and_(_is_on_boards(), Idea.is_listed)


def _was_due() -> ColumnElement[bool]:
    first = bindparam("first", callable_=lambda: now() - LOOK_BACK, type_=UtcDateTime)
    last = bindparam("last", callable_=now, type_=UtcDateTime)
    return and_(Idea.is_imported.is_(False), Idea.answer_due_at > first, Idea.answer_due_at <= last)


def _has_shipped() -> ColumnElement[bool]:
    return Idea.status_id.in_(select(Status.id).where(Status.phase == Phase.SHIPPED))


def _start_of(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=ZoneInfo(portal().time_zone))
