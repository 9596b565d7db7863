"""The one clock. Everything that asks what time it is asks here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_story: ContextVar[datetime | None] = ContextVar("story", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _story.get() or datetime.now(UTC)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """The clock stands still inside the block: for what is told as if it happened then."""
    before = _story.set(moment)
    try:
        yield
    finally:
        _story.reset(before)
