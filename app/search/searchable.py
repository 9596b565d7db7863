"""What can be searched. Packages say which of their columns; search knows kinds, not packages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from app.core import settings
from app.core.db import database
from app.search.engine import Engine
from app.search.postgresql_engine import PostgresqlEngine
from app.search.whoosh_engine import WhooshEngine


@dataclass(frozen=True)
class Searchable:
    """The columns that hold one kind of text.

    `is_findable` holds for rows that anybody may find at all. Who may read which of them is
    asked by those who show hits: the index tells numbers only.
    """

    kind: str
    id: InstrumentedAttribute[int]
    title: ColumnElement[str] | InstrumentedAttribute[str]
    body: InstrumentedAttribute[str]
    is_findable: ColumnElement[bool] | InstrumentedAttribute[bool]


_searchables: dict[str, Searchable] = {}
_make: Callable[[str], Engine] | None = None


def register(searchable: Searchable) -> None:
    """Make a kind searchable. A change of a row is told to `service.enqueue`."""
    _searchables[searchable.kind] = searchable


def searchables() -> list[Searchable]:
    return list(_searchables.values())


def searchable(kind: str) -> Searchable:
    return _searchables[kind]


def connect(folder: Path, *, in_database: bool = False) -> None:
    """Choose where the index is: in a folder, or in the portal's PostgreSQL. It need not exist: the
    worker builds what is missing."""
    global _make
    _make = _in_database if in_database else lambda language: _in_folder(folder, language)


def engine() -> Engine:
    """Of the language that the portal is in now."""
    if _make is None:
        raise RuntimeError("search.connect() comes first")
    return _make(settings.portal().search_language)


@lru_cache(maxsize=2)
def _in_folder(folder: Path, language: str) -> Engine:
    return WhooshEngine(folder, language)


def _in_database(language: str) -> Engine:
    return PostgresqlEngine(database.engine, language)
