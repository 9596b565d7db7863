"""Every row that is a person's, as they may read it: of others no more than their public names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Table, or_, select

from app.core.db import Base, session
from app.people.models import User, public_name
from app.people.privacy import columns

SECRET = ("hash", "secret", "sealed", "carries", "lease")
Shown = list[dict[str, Any]]


def rows_of(person: User) -> Iterator[tuple[str, Shown]]:
    """By table, those that have any."""
    users = Base.metadata.tables[columns.USERS]
    yield columns.USERS, _shown(users, users.c.id == person.id)
    for table in Base.metadata.sorted_tables:
        theirs = _theirs(table, person)
        rows = _shown(table, or_(*theirs)) if theirs else []
        if rows:
            yield table.name, rows


def _theirs(table: Table, person: User) -> list[ColumnElement[bool]]:
    """What holds for their rows: these name the person, or hang on a row that is theirs alone."""
    hanging = [_hangs_on_theirs(each, person) for each in columns.owned_above(table)]
    return [column == person.id for column in columns.references(table)] + hanging


def _hangs_on_theirs(column: Column[Any], person: User) -> ColumnElement[bool]:
    (key,) = column.foreign_keys
    above = key.column.table
    owner = above.c.get(columns.OWNER)
    owned = [] if owner is None else [owner == person.id]
    owned += [_hangs_on_theirs(each, person) for each in columns.owned_above(above)]
    return column.in_(select(above.c.id).where(or_(*owned)))


def _shown(table: Table, is_theirs: ColumnElement[bool]) -> Shown:
    told = [column for column in table.columns if _is_told(column)]
    rows = session.execute(select(*told).where(is_theirs).order_by(table.c.id)).all()
    called = _names(rows, columns.references(table)) | _references(rows, told)
    return [
        {key: called[key].get(value, value) if key in called else value for key, value in row}
        for row in (row._mapping.items() for row in rows)
    ]


def _is_told(column: Column[Any]) -> bool:
    """Neither what lets somebody in nor what may name others."""
    is_secret = any(word in column.name for word in SECRET)
    return not is_secret and (columns.mark_of(column) != "blank" or bool(column.foreign_keys))


def _names(rows: Sequence[Row[Any]], who: list[Column[Any]]) -> dict[str, dict[int, str]]:
    """What the people in each of these columns are called."""
    ids = {getattr(row, column.name) for row in rows for column in who} - {None}
    called = select(User.id, User.name).where(User.id.in_(ids)) if ids else None
    found = [] if called is None else session.execute(called).all()
    shown = {row.id: public_name(row.name) for row in found}
    return {column.name: shown for column in who}


def _references(rows: Sequence[Row[Any]], told: list[Column[Any]]) -> dict[str, dict[int, Any]]:
    """What other rows are called outside: by their number where they have one, else their uid."""
    found = {}
    for column in told:
        for key in column.foreign_keys:
            table = key.column.table
            ids = {getattr(row, column.name) for row in rows} - {None}
            if table.name != columns.USERS and ids:
                called = table.c.get("number", table.c.uid).label("called")
                asked = select(table.c.id, called).where(table.c.id.in_(ids))
                found[column.name] = {row.id: row.called for row in session.execute(asked)}
    return found
