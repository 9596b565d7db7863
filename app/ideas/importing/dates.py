"""Dates as other programs write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

from app.ideas.importing.reading import Dates

_BY_NUMBERS = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:,?[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)


def reader_of(dates: Dates) -> Callable[[str], datetime]:
    """Reads one date. What is ISO 8601 is read as such whatever was chosen; without a zone, UTC is
    meant. The reader raises ValueError."""
    return datetime.fromisoformat if dates is Dates.ISO else partial(_read, dates)


def possible(written: Iterable[str]) -> list[Dates]:
    """Which ways of reading fit all of the dates."""
    given = [each for each in written if each]
    return [dates for dates in Dates if all(_fits(reader_of(dates), each) for each in given)]


def _read(dates: Dates, written: str) -> datetime:
    found = _BY_NUMBERS.fullmatch(written.strip())
    if found is None:
        return datetime.fromisoformat(written)
    first, second, year = (int(found[group]) for group in (1, 2, 3))
    day, month = (first, second) if dates is Dates.DAY_FIRST else (second, first)
    hour, minute, second_ = (int(found[group] or 0) for group in (4, 5, 6))
    return datetime(year, month, day, hour, minute, second_, tzinfo=UTC)


def _fits(read: Callable[[str], datetime], written: str) -> bool:
    try:
        read(written)
    except ValueError:
        return False
    return True
