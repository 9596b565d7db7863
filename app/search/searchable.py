"""What can be searched. Packages say which of their columns; search knows kinds, not packages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from app.search.engine import WhooshEngine


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
_engine: WhooshEngine | None = None


def register(searchable: Searchable) -> None:
    """Make a kind searchable. A change of a row is told to `service.enqueue`."""
    _searchables[searchable.kind] = searchable


def searchables() -> list[Searchable]:
    return list(_searchables.values())


def searchable(kind: str) -> Searchable:
    return _searchables[kind]


def connect(folder: Path) -> None:
    """Choose the folder of the index. It need not exist: the worker builds what is missing."""
    global _engine
    _engine = WhooshEngine(folder)


def engine() -> WhooshEngine:
    if _engine is None:
        raise RuntimeError("search.connect() comes first")
    return _engine
