"""Who asked for an idea, for staff: each person once, whatever was merged."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from app.core.db import session
from app.core.paging import Order, Page, first_page, page
from app.ideas.models import Idea
from app.ideas.queries.visible import visible_boards
from app.people.models import Reader, User
from app.votes.models import Importance, Proxy, Vote

PAGE_SIZE = 50
NEWEST_FIRST = Order((Vote.created_at, Vote.id))
_COLUMNS: tuple[Any, ...] = (Vote.id, Vote.created_at, User)
_HIGHEST = list(Importance)


class Asker(NamedTuple):
    """One person with the first vote they gave the idea or one merged into it, and the employee
    who gave it for them where they have not said so themselves."""

    id: int
    created_at: datetime
    person: User
    added_by: str | None
    importance: Importance | None = None


class Askers(NamedTuple):
    """`hidden` people asked on boards this reader does not see."""

    page: Page[Asker]
    hidden: int


def askers_of(idea: Idea, *, reader: Reader, cursor: str | None) -> Askers:
    """A page of who asked, the latest first. A merged idea's votes keep the rule of the board they
    were given on. Raises Invalid."""
    family = select(Idea.id).where(
        or_(Idea.id == idea.id, Idea.merged_into_id == idea.id),
        Idea.board_id.in_([board.id for board in visible_boards(reader)]),
    )
    first = first_page(_first_votes(family), NEWEST_FIRST, size=PAGE_SIZE)
    found = page(first, NEWEST_FIRST, cursor, size=PAGE_SIZE, rows=_rows)
    said = _importances(family, [asker.person.id for asker in found.items])
    items = [asker._replace(importance=said.get(asker.person.id)) for asker in found.items]
    counted = select(func.count(Vote.user_id.distinct())).where(Vote.idea_id.in_(family))
    hidden = idea.people - (session.scalar(counted) or 0)
    return Askers(Page(items, found.next, found.previous), max(hidden, 0))


def _first_votes(family: Select[int]) -> Select[Any]:
    earlier, employee = aliased(Vote), aliased(User)
    is_earlier = or_(
        earlier.created_at < Vote.created_at,
        and_(earlier.created_at == Vote.created_at, earlier.id < Vote.id),
    )
    gave_before = exists().where(
        earlier.user_id == Vote.user_id, earlier.idea_id.in_(family), is_earlier
    )
    stands_for = and_(
        Proxy.idea_id == Vote.idea_id, Proxy.user_id == Vote.user_id, Proxy.claimed_at.is_(None)
    )
    return (
        select(*_COLUMNS, employee.name)
        .select_from(Vote)
        .join(User, User.id == Vote.user_id)
        .outerjoin(User.organisation)
        .options(contains_eager(User.organisation))
        .outerjoin(Proxy, stands_for)
        .outerjoin(employee, employee.id == Proxy.employee_id)
        .where(Vote.idea_id.in_(family), ~gave_before)
    )


def _rows(statement: Select[Any]) -> list[Asker]:
    return [Asker(*row) for row in session.execute(statement)]


def _importances(family: Select[int], people: list[int]) -> dict[int, Importance]:
    """The highest each of them gave."""
    given = select(Vote.user_id, Vote.importance).where(
        Vote.idea_id.in_(family), Vote.user_id.in_(people), Vote.importance.is_not(None)
    )
    said = sorted(session.execute(given), key=lambda row: _HIGHEST.index(row.importance))
    return {row.user_id: row.importance for row in said}
