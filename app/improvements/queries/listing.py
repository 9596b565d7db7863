"""Lists of improvements. The open ones are ranked together, so they are read together, and cut
into pages by their rank; what is closed comes in keyset pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select, true
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.paging import Order, Page, first_page, page
from app.ideas.queries.visible import STAFF
from app.improvements.models import Evidence, Horizon, Improvement
from app.improvements.queries.find import with_faces
from app.journey.models import Element
from app.people.models import Reader, User

PAGE_SIZE = 50
OPEN = [horizon for horizon in Horizon if horizon.is_open]
NEWEST_CHANGE = Order((Improvement.updated_at, Improvement.id))


class Listed(NamedTuple):
    """An improvement and how many ideas stand behind it."""

    improvement: Improvement
    ideas: int

    # The columns of the order of pages.
    @property
    def updated_at(self) -> datetime:
        return self.improvement.updated_at

    @property
    def id(self) -> int:
        return self.improvement.id


class Count(NamedTuple):
    """How many improvements, and how many of them are the reader's to answer for."""

    all: int
    mine: int


def open_improvements() -> list[Listed]:
    """All that are open, whoever's they are: only together they can be ranked."""
    wanted = _listed().where(Improvement.horizon.in_(OPEN)).order_by(Improvement.number)
    return [Listed(*row) for row in session.execute(wanted)]


def closed_improvements(
    horizon: Horizon, *, reader: Reader, element: Element | None, cursor: str | None
) -> Page[Listed]:
    """A page of those that shipped or were set aside, the last changed first. Raises Invalid for
    a cursor that was not made here."""
    wanted = _listed().where(Improvement.horizon == horizon, _readable(reader))
    if element is not None:
        wanted = wanted.where(Improvement.element_id == element.id)
    first = first_page(wanted, NEWEST_CHANGE, size=PAGE_SIZE)
    return page(
        first,
        NEWEST_CHANGE,
        cursor,
        size=PAGE_SIZE,
        rows=lambda asked: [Listed(*row) for row in session.execute(asked)],
    )


def api_page(
    *, reader: Reader, cursor: str | None, size: int, horizon: Horizon | None = None
) -> Page[Improvement]:
    """A page of all this reader may read, the last changed first."""
    wanted = with_faces().where(_readable(reader))
    if horizon is not None:
        wanted = wanted.where(Improvement.horizon == horizon)
    return page(first_page(wanted, NEWEST_CHANGE, size=size), NEWEST_CHANGE, cursor, size=size)


def counts_by_horizon(reader: Reader) -> dict[Horizon, Count]:
    """Of all this reader may read."""
    is_mine = case((Improvement.owner_id == reader.id, 1), else_=0)
    counted = (
        select(Improvement.horizon, func.count(Improvement.id), func.sum(is_mine))
        .where(_readable(reader))
        .group_by(Improvement.horizon)
    )
    found = dict.fromkeys(Horizon, Count(0, 0))
    found.update({row[0]: Count(row[1], row[2]) for row in session.execute(counted)})
    return found


def those_who_may_answer() -> list[User]:
    """Everyone on staff, who may be given an improvement to answer for."""
    staff = select(User).where(
        User.role.in_(STAFF), User.deactivated_at.is_(None), User.confirmed_at.is_not(None)
    )
    return list(session.scalars(staff.order_by(User.name, User.id)))


def _listed() -> Select[Any]:
    wanted = select(Improvement).add_columns(_idea_count())
    return wanted.options(joinedload(Improvement.owner), joinedload(Improvement.element))


def _idea_count() -> ScalarSelect[int]:
    return (
        select(func.count(Evidence.id))
        .where(Evidence.improvement_id == Improvement.id)
        .correlate(Improvement)
        .scalar_subquery()
    )


def _readable(reader: Reader) -> ColumnElement[bool]:
    """As policy.may_read, for readers on staff."""
    return true() if reader.sees_figures else Improvement.owner_id == reader.id
