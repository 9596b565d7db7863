"""Keyset pages: a cursor holds the sort values of the last row shown, never an offset."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import Base, session
from app.core.errors import Invalid
from app.core.i18n import _

Row = TypeVar("Row")
Numbered = TypeVar("Numbered", bound=Base)
LARGEST_KEY = 2**31 - 1


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows and the cursors of what lies after and before them, None at the ends."""

    items: Sequence[Row]
    next: str | None = None
    previous: str | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing lies before or after these rows."""
        return self.next is None and self.previous is None


@dataclass(frozen=True)
class Order:
    """A total order: columns, the last of them unique; all falling or all rising."""

    columns: tuple[InstrumentedAttribute[Any], ...]
    is_falling: bool = True

    def by(self, *, backwards: bool = False) -> list[ColumnElement[Any]]:
        falling = self.is_falling is not backwards
        return [column.desc() if falling else column.asc() for column in self.columns]

    def beyond(self, values: Sequence[Any], *, backwards: bool = False) -> ColumnElement[bool]:
        """Rows after `values` in this order (before them when `backwards`)."""
        keys: ColumnElement[Any] = tuple_(*self.columns)
        falling = self.is_falling is not backwards
        bound = tuple_(*[_typed(c, v) for c, v in zip(self.columns, values, strict=True)])
        return keys < bound if falling else keys > bound

    def sorted(self, rows: Sequence[Row], *, backwards: bool = False) -> list[Row]:
        return sorted(rows, key=self.values_of, reverse=self.is_falling is not backwards)

    def values_of(self, row: Any) -> list[Any]:
        return [getattr(row, column.key) for column in self.columns]


@dataclass(frozen=True)
class Cursor:
    values: list[Any]
    is_backwards: bool = False

    def __str__(self) -> str:
        shown = [v.isoformat() if isinstance(v, datetime) else v for v in self.values]
        packed = json.dumps([int(self.is_backwards), shown], separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str | None, order: Order) -> Cursor | None:
        """The cursor in an address. Raises Invalid for one that was not made here."""
        if not text:
            return None
        try:
            padded = text + "=" * (-len(text) % 4)
            backwards, values = json.loads(base64.urlsafe_b64decode(padded.encode()))
            pairs = zip(order.columns, values, strict=True)
            return cls([_parsed(column, value) for column, value in pairs], bool(backwards))
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise _incomplete() from None


def first_page(wanted: Select[Any], order: Order, *, size: int) -> Select[Any]:
    """The statement for the first page, and one row more to see whether there is a next one."""
    return wanted.order_by(*order.by()).limit(size + 1)


def page(
    first: Select[Any],
    order: Order,
    cursor_text: str | None,
    *,
    size: int,
    rows: Callable[[Select[Any]], Sequence[Row]] | None = None,
) -> Page[Row]:
    """The page a cursor leads to. `first` comes from `first_page`, with the same order and size;
    `rows` asks the database, where a row is more than one entity. Raises Invalid for a cursor that
    was not made here."""
    cursor = Cursor.read(cursor_text, order)
    if cursor is not None:
        backwards = cursor.is_backwards
        first = first.where(order.beyond(cursor.values, backwards=backwards))
        first = first.order_by(None).order_by(*order.by(backwards=backwards))
    return _cut((rows or _entities)(first), order=order, size=size, cursor=cursor)


@dataclass(frozen=True)
class Part(Generic[Row]):
    """One stretch of a list that goes on in another order. `wanted` has no order yet."""

    wanted: Select[Any]
    order: Order


def page_across(
    parts: Sequence[Part[Row]],
    cursor_text: str | None,
    *,
    size: int,
    rows: Callable[[Sequence[Select[Any]]], Sequence[Sequence[Row]]],
) -> Page[Row]:
    """As `page`, for a list made of `parts`, one after the other. `rows` asks the database for
    several statements at once and gives the rows of each, in any order. Raises Invalid."""
    number, cursor = _read_across(parts, cursor_text)
    backwards = cursor is not None and cursor.is_backwards
    left = range(number, -1, -1) if backwards else range(number, len(parts))
    asked = []
    for each in left:
        order = parts[each].order
        wanted = parts[each].wanted.order_by(*order.by(backwards=backwards)).limit(size + 1)
        if cursor is not None and each == number:
            wanted = wanted.where(order.beyond(cursor.values, backwards=backwards))
        asked.append(wanted)
    found = [
        (each, row)
        for each, some in zip(left, rows(asked), strict=True)
        for row in parts[each].order.sorted(some, backwards=backwards)
    ]
    return _cut_across(found, parts, size=size, cursor=cursor)


def _read_across(parts: Sequence[Part[Row]], text: str | None) -> tuple[int, Cursor | None]:
    if not text:
        return 0, None
    number, _dot, rest = text.partition(".")
    known = {str(each): each for each in range(len(parts))}
    cursor = Cursor.read(rest, parts[known[number]].order) if number in known else None
    if cursor is None:
        raise _incomplete()
    return known[number], cursor


def _cut_across(
    found: Sequence[tuple[int, Row]],
    parts: Sequence[Part[Row]],
    *,
    size: int,
    cursor: Cursor | None,
) -> Page[Row]:
    has_more = len(found) > size
    shown = list(found[:size])
    backwards = cursor is not None and cursor.is_backwards
    if backwards:
        shown.reverse()

    def mark(place: tuple[int, Row], *, backwards: bool = False) -> str:
        number, row = place
        return f"{number}.{Cursor(parts[number].order.values_of(row), backwards)}"

    has_next = (backwards or has_more) and bool(shown)
    has_previous = (has_more if backwards else cursor is not None) and bool(shown)
    return Page(
        items=[row for _number, row in shown],
        next=mark(shown[-1]) if has_next else None,
        previous=mark(shown[0], backwards=True) if has_previous else None,
    )


def _incomplete() -> Invalid:
    message = _("This page address is not complete. Start again from the first page.")
    return Invalid(message, errors={"cursor": message})


def _entities(statement: Select[Any]) -> Sequence[Any]:
    return session.scalars(statement).all()


def _cut(rows: Sequence[Row], *, order: Order, size: int, cursor: Cursor | None) -> Page[Row]:
    """Make a page of up to `size` rows out of `size + 1` rows read in the cursor's direction."""
    has_more = len(rows) > size
    shown = list(rows[:size])
    backwards = cursor is not None and cursor.is_backwards
    if backwards:
        shown.reverse()
    has_next = (backwards or has_more) and bool(shown)
    has_previous = (has_more if backwards else cursor is not None) and bool(shown)
    return Page(
        items=shown,
        next=str(Cursor(order.values_of(shown[-1]))) if has_next else None,
        previous=str(Cursor(order.values_of(shown[0]), True)) if has_previous else None,
    )


def _parsed(column: InstrumentedAttribute[Any], value: Any) -> Any:
    expected = column.type.python_type
    if expected is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return moment.astimezone(UTC)
    if expected is float and isinstance(value, int | float):
        return float(value)
    if expected is int and (isinstance(value, bool) or abs(value) > LARGEST_KEY):
        raise ValueError("not a key")
    if not isinstance(value, expected):
        raise ValueError("a value of another type")
    return value


def _typed(column: InstrumentedAttribute[Any], value: Any) -> ColumnElement[Any]:
    return literal(value, column.type)


def in_order_of(ids: Sequence[int], rows: Iterable[Numbered]) -> list[Numbered]:
    """The rows as their ids stand in `ids`."""
    by_id = {row.id: row for row in rows}
    return [by_id[number] for number in ids if number in by_id]
