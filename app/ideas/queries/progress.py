"""How well this portal answers. An idea counts once its answer is due; imported ones never do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import defer, lazyload

from app.core.calendar import working_days_between
from app.core.clock import now
from app.core.db import session
from app.core.settings import portal
from app.ideas.models import Board, Idea, Phase, Status

LOOK_BACK = timedelta(days=90)
ENOUGH_DUE = 10
Z_95 = 1.959964


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
    year = now().astimezone(ZoneInfo(portal().time_zone)).year
    on_boards = _listed_on(boards)
    kept = and_(_was_due(), Idea.first_answered_at <= Idea.answer_due_at)
    shipped = and_(Idea.status_id.in_(_shipped()), Idea.status_since >= _start_of(year))
    counts = [
        select(func.count(Idea.id)).where(on_boards, *more).scalar_subquery()
        for more in ((), (_was_due(),), (kept,), (shipped,))
    ]
    ideas, due, in_time, done = session.execute(select(*counts)).one()
    return Figures(ideas, due, in_time, done, year)


def median_first_answer(boards: Sequence[Board]) -> float | None:
    """Half of the ideas due in the last 90 days were answered within so many working days; those
    still open count as longest. None when no idea was due, or half of them are open."""
    due = select(Idea.created_at, Idea.first_answered_at).where(_listed_on(boards), _was_due())
    zone = portal().time_zone
    waits = sorted(
        working_days_between(asked, answered, zone=zone) if answered else math.inf
        for asked, answered in session.execute(due)
    )
    if not waits:
        return None
    middle = len(waits) // 2
    median = waits[middle] if len(waits) % 2 else (waits[middle - 1] + waits[middle]) / 2
    return None if math.isinf(median) else median


def latest_shipped(board: Board, most: int) -> list[Idea]:
    """What shipped on a board, the newest first."""
    newest = (
        select(Idea)
        .where(_listed_on([board]), Idea.status_id.in_(_shipped()))
        .order_by(Idea.status_since.desc(), Idea.id.desc())
        .limit(most)
        .options(lazyload(Idea.status), defer(Idea.body), defer(Idea.body_html))
    )
    return list(session.scalars(newest))


def wilson(part: int, n: int) -> tuple[int, int]:
    """The 95 % interval of a share, in whole percent (Wilson 1927)."""
    share, square = part / n, Z_95**2
    middle = share + square / (2 * n)
    margin = Z_95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    return percent((middle - margin) / scale), percent((middle + margin) / scale)


def percent(share: float) -> int:
    """Rounded half away from zero."""
    return math.floor(100 * share + 0.5)


def _listed_on(boards: Sequence[Board]) -> ColumnElement[bool]:
    return and_(Idea.board_id.in_([board.id for board in boards]), Idea.is_listed)


def _was_due() -> ColumnElement[bool]:
    today = now()
    return and_(
        Idea.is_imported.is_(False),
        Idea.answer_due_at > today - LOOK_BACK,
        Idea.answer_due_at <= today,
    )


def _shipped() -> ColumnElement[int]:
    return select(Status.id).where(Status.phase == Phase.SHIPPED).scalar_subquery()


def _start_of(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=ZoneInfo(portal().time_zone))
