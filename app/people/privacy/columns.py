"""Where people stand in the database, read from its tables, so that a new one is not forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import JSON, Column, Enum, MetaData, String, Table, UniqueConstraint

USERS = "users"
OWNER = "user_id"  # the column that says whose row it is; others say who acted
# What columns are called in which people write, or are written about.
WRITTEN = {
    "address",
    "after",
    "before",
    "body",
    "browser",
    "carries",
    "domains",
    "email",
    "email_key",
    "facts",
    "label",
    "last_error",
    "name",
    "names",
    "note",
    "note_html",
    "outcome",
    "problem",
    "question",
    "reason",
    "summary",
    "text",
    "ticket",
    "title",
    "words",
}


def tables(metadata: MetaData) -> list[Table]:
    """Those that point at others before those they point at."""
    return list(reversed(metadata.sorted_tables))


def references(table: Table) -> list[Column[Any]]:
    """The columns that say who."""
    return [column for column in table.columns if _points_at_people(column)]


def owned_above(table: Table) -> list[Column[Any]]:
    """The columns that point at rows of another table which are one person's alone, as a ballot at
    a seat, or hang on such rows themselves."""
    return [each for each in table.columns if any(map(_is_owned, _above(each)))]


def own_values(table: Table, mark: str) -> list[Column[Any]]:
    """The columns with this mark that say something else than who."""
    who = references(table)
    return [each for each in table.columns if mark_of(each) == mark and each not in who]


def texts(table: Table) -> list[Column[Any]]:
    """All columns in which somebody else may be named, marked or not."""
    return [each for each in table.columns if _holds_text(each) and not each.info.get("is_own")]


def is_in_a_key(column: Column[Any]) -> bool:
    return bool(column.unique) or bool(keys_with(column))


def keys_with(column: Column[Any]) -> list[UniqueConstraint]:
    keys = [each for each in column.table.constraints if isinstance(each, UniqueConstraint)]
    return [each for each in keys if column in list(each.columns)]


def stays_apart(column: Column[Any]) -> bool:
    return bool(column.info.get("stays_apart"))


def mark_of(column: Column[Any]) -> str:
    return str(column.info.get("personal", ""))


def unmarked(metadata: MetaData) -> Iterator[str]:
    """Columns that point at people, or are called like something people write, and do not say what
    becomes of them."""
    for table in metadata.sorted_tables:
        who = references(table)
        for column in table.columns:
            is_personal = column in who or (_holds_text(column) and column.name in WRITTEN)
            if is_personal and not mark_of(column):
                yield f"{table.name}.{column.name}"


def _above(column: Column[Any]) -> list[Table]:
    tables = (key.column.table for key in column.foreign_keys)
    return [each for each in tables if each is not column.table and each.name != USERS]


def _is_owned(table: Table) -> bool:
    """Whoever wrote an idea does not own what others say of it: that takes an owner's column."""
    owner = table.c.get(OWNER)
    return (owner is not None and _points_at_people(owner)) or bool(owned_above(table))


def _points_at_people(column: Column[Any]) -> bool:
    if column.info.get("points_at") == USERS:
        return True
    return any(key.target_fullname == f"{USERS}.id" for key in column.foreign_keys)


def _holds_text(column: Column[Any]) -> bool:
    return isinstance(column.type, String | JSON) and not isinstance(column.type, Enum)
