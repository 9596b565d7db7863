"""Counts what a request asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.core.db import database, is_sqlite
from app.councils.queries.find import are_there_any
from app.roadmap.queries.shown import is_anything_public


def lock_of_row() -> int:
    """How many more it takes on PostgreSQL, which has to be told what to lock."""
    return 0 if is_sqlite() else 1


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent inside the block, without BEGIN and COMMIT, and without what the menu
    asks once a minute for all readers together."""
    is_anything_public()
    are_there_any()
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
