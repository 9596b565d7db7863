"""Customers an employee asked for, and what they have not been told yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, distinct, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import Order, Page, first_page, page
from app.ideas.models import Idea
from app.ideas.queries.visible import visible_boards
from app.people.models import Organisation, User
from app.votes.models import Proxy

PAGE_SIZE = 20
NEWEST_FIRST = Order((Proxy.created_at, Proxy.id))
_Shown = aliased(Idea, name="shown")  # where the wish stands now: what it was merged into


class Represented(NamedTuple):
    """One wish put down for a customer. `has_news`: the idea moved since they were last told, and
    nobody but the employee tells them."""

    id: int
    created_at: datetime
    proxy: Proxy
    idea: Idea
    organisation: str | None
    has_news: bool


class Tally(NamedTuple):
    """How many wishes for how many customers, and how many of these have news."""

    wishes: int
    customers: int
    with_news: int


def customers_of(employee: User, *, cursor: str | None) -> Page[Represented]:
    """A page of what the employee asked for customers, the newest first. Raises Invalid."""
    wanted = _wishes(employee, Proxy, _Shown, Organisation.name, _has_news())
    wanted = wanted.options(
        contains_eager(Proxy.customer), joinedload(_Shown.status, innerjoin=True)
    )

    def rows(statement: Select[Any]) -> list[Represented]:
        found = session.execute(statement).all()
        return [Represented(row[0].id, row[0].created_at, *row) for row in found]

    first = first_page(wanted, NEWEST_FIRST, size=PAGE_SIZE)
    return page(first, NEWEST_FIRST, cursor, size=PAGE_SIZE, rows=rows)


def tally_of(employee: User) -> Tally:
    counted = _wishes(
        employee,
        func.count(Proxy.id),
        func.count(distinct(Proxy.user_id)),
        func.count(distinct(Proxy.user_id)).filter(_has_news()),
    )
    return Tally(*session.execute(counted).one())


def one_of_employee(uid: UUID, *, employee: User) -> Proxy:
    """Raises NotFound, alike for what does not exist and what a colleague put down."""
    one = select(Proxy).where(Proxy.uid == uid, Proxy.employee_id == employee.id)
    found = session.scalars(one).first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def _wishes(employee: User, *columns: Any) -> Select[Any]:
    boards = [board.id for board in visible_boards(employee)]
    return (
        select(*columns)
        .select_from(Proxy)
        .join(Idea, Idea.id == Proxy.idea_id)
        .join(_Shown, _Shown.id == func.coalesce(Idea.merged_into_id, Idea.id))
        .join(Proxy.customer)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(
            Proxy.employee_id == employee.id,
            _Shown.deleted_at.is_(None),
            _Shown.board_id.in_(boards),
        )
    )


def _has_news() -> ColumnElement[bool]:
    last_told = func.coalesce(Proxy.told_at, Proxy.created_at)
    return and_(
        Proxy.claimed_at.is_(None),
        Proxy.has_consented.is_(False),
        or_(_Shown.status_since > last_told, _Shown.first_answered_at > last_told),
    )
