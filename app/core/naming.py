"""Rows whose words this portal chooses: statuses, topics, steps. They are renamed, put in order,
and taken out while nothing points to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from sqlalchemy import Column, Select, Table, func, literal_column, select, union_all

from app.core import audit
from app.core.db import Base, hold, session
from app.core.errors import Conflict, Invalid, Stale
from app.core.i18n import _
from app.core.text import one_line, slug
from app.core.unseen import refuse_unseen

LONGEST = 100


class InOrder(Protocol):
    """A row that stands somewhere in a list."""

    @property
    def id(self) -> int: ...

    position: Any


def checked_name(text: str) -> str:
    """On one line. Raises Invalid for nothing, too much, or characters that nobody sees."""
    refuse_unseen(name=text)
    name = one_line(text)
    if not name or len(name) > LONGEST:
        message = _("Write a name of up to %(num)s letters.", num=LONGEST)
        raise Invalid(message, errors={"name": message})
    return name


def rename(
    row: Base, column: str, name: str, *, was: str, called: Callable[[Any], str], actor: audit.Actor
) -> None:
    """Raises Stale when people no longer read what they did when the page was drawn (`was`).
    `called` says what they read for a row: its column may be empty and mean words of its own."""
    session.refresh(row)
    if called(row) == name:
        return
    if called(row) != was:
        said = _(
            "Someone renamed this a moment ago. It is called “%(name)s” now.", name=called(row)
        )
        raise Stale(said)
    before = getattr(row, column)
    setattr(row, column, name)
    session.flush()
    action = f"{row.__tablename__}.rename"
    audit.record(actor, action, row, before={column: before}, after={column: name})


def move(row: InOrder, among: Sequence[InOrder], *, up: bool, actor: audit.Actor) -> None:
    """One place towards the beginning or the end of `among`, which are all rows in their order."""
    ids = [each.id for each in among]
    here = ids.index(row.id)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(among):
        return
    order = list(among)
    order[here], order[there] = order[there], order[here]
    places = sorted(each.position for each in among)
    if len(set(places)) < len(places):
        places = list(range(len(places)))
    for each, place in zip(order, places, strict=True):
        each.position = place
    session.flush()
    moved = cast(Base, row)
    audit.record(actor, f"{moved.__tablename__}.move", moved, after={"position": row.position})


def hold_still(table: type[Base]) -> None:
    """Nobody else puts these rows in another order until the unit ends."""
    hold(f"order of {table.__tablename__}")


def take_out(row: Base, *, called: str, actor: audit.Actor) -> None:
    """Raises Conflict while anything points to it; what begins to meanwhile, the foreign key
    refuses."""
    used = uses(type(row)).get(row.id, 0)
    if used:
        raise Conflict(_("“%(name)s” is in use, so it stays.", name=called))
    audit.record(actor, f"{row.__tablename__}.remove", row, before={"name": called})
    session.delete(row)
    session.flush()


def uses(table: type[Base]) -> dict[int, int]:
    """How many rows of any table point to each row of this one, in one statement."""
    pointers = [_counted(column) for column in _pointers_to(cast(Table, table.__table__))]
    if not pointers:
        return {}
    counted = union_all(*pointers).subquery()
    total = select(counted.c.target, func.sum(counted.c.rows).label("total"))
    rows = session.execute(total.group_by(counted.c.target))
    return {row.target: int(row.total) for row in rows}


def free_key(table: type[Base], column: str, name: str) -> str:
    """A short word for addresses and programs, made from a name, that no row has yet."""
    hold(f"keys of {table.__tablename__}")
    key = slug(name, 40) or table.__tablename__.rstrip("s")
    taken = set(session.scalars(select(getattr(table, column))))
    number = 2
    wanted = key
    while wanted in taken:
        wanted, number = f"{key}-{number}", number + 1
    return wanted


def _pointers_to(table: Table) -> list[Column[Any]]:
    return [
        column
        for other in table.metadata.sorted_tables
        for column in other.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def _counted(column: Column[Any]) -> Select[Any]:
    rows = func.count(literal_column("1")).label("rows")
    return select(column.label("target"), rows).where(column.is_not(None)).group_by(column)
