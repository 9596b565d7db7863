"""How SQLite means to answer what a request asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.core.db import database

SCAN = re.compile(r"SCAN (ideas|votes)(_\d+)?\b")


@contextmanager
def plans() -> Iterator[list[str]]:
    """The plan of each SELECT sent inside the block."""
    found: list[str] = []

    def explain(connection: Any, _: Any, statement: str, values: Any, *__: Any) -> None:
        if statement.startswith("SELECT"):
            raw = connection.connection.driver_connection
            steps = raw.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            found.append("\n".join(step[3] for step in steps))

    event.listen(database.engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", explain)
