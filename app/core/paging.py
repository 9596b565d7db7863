"""Keyset pages: a cursor holds the sort values of the last row shown, never an offset."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import session
from app.core.errors import Invalid
from app.core.i18n import _

Row = TypeVar("Row")
LARGEST_KEY = 2**31 - 1


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows and the cursors of what lies after and before them, None at the ends."""

    items: Sequence[Row]
    next: str | None = None
    previous: str | None = None


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
            message = _("This page address is not complete. Start again from the first page.")
            raise Invalid(message, errors={"cursor": message}) from None


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
