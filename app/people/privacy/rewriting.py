"""Taking what an erased person was called out of every text of the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Row, Table, or_, select, update

from app.core import audit
from app.core.db import Base, forget_deleted, session, writing
from app.people.events import texts_changed
from app.people.privacy import columns
from app.people.privacy.names import GONE, Names
from app.search.searchable import searchables
from app.search.service import enqueue

CHUNK = 200


def take_out(names: Names) -> None:
    """Of all tables, a few rows in a unit of change. May run twice."""
    for table in columns.tables(Base.metadata):
        texts = columns.texts(table)
        last = 0
        while texts and (ids := _ids_that_may_name(names, table, texts, after=last)):
            last = ids[-1]
            with writing():
                forget_deleted()
                _rewrite(names, table, texts, ids)


def _ids_that_may_name(
    names: Names, table: Table, texts: list[Column[Any]], *, after: int
) -> list[int]:
    """Read outside a unit of change: it looks at every text there is."""
    session.rollback()
    may_name = or_(*(names.may_be_in(column) for column in texts))
    found = select(table.c.id).where(table.c.id > after, may_name)
    return list(session.scalars(found.order_by(table.c.id).limit(CHUNK)))


def _rewrite(names: Names, table: Table, texts: list[Column[Any]], ids: list[int]) -> None:
    rows = session.execute(select(table.c.id, *texts).where(table.c.id.in_(ids))).all()
    changed = {row.id: changes for row in rows if (changes := _changes(names, texts, row))}
    if table is audit.AuditEntry.__table__:
        audit.blank(changed)
        return
    for row_id, changes in changed.items():
        session.execute(update(table).where(table.c.id == row_id).values(changes))
    if changed:
        _let_the_index_learn(table, list(changed))
        texts_changed.send(table.name, ids=list(changed))


def _changes(names: Names, texts: list[Column[Any]], row: Row[Any]) -> dict[str, Any]:
    """Unique texts stay so: the row's id is put behind what was taken out."""
    changes = {}
    for column in texts:
        before = getattr(row, column.name)
        after = names.taken_out(before)
        if after != before:
            changes[column.name] = _kept(column, after, row.id)
    return changes


def _kept(column: Column[Any], after: Any, row_id: int) -> Any:
    if columns.mark_of(column) == "blank":
        return column.type.python_type()
    return f"{after} {row_id}" if GONE in str(after) and columns.is_in_a_key(column) else after


def _let_the_index_learn(table: Table, ids: list[int]) -> None:
    for each in searchables():
        if each.id.class_.__table__ is table:
            enqueue(each.kind, *ids)
