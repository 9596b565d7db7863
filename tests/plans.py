"""How the database means to answer what a request asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.core.db import database, is_sqlite

SCAN = re.compile(
    r"\bSCAN (ideas|votes)(_\d+)?\b"
    r"|Seq Scan on (ideas|votes)\b"
    r"|Index (Only )?Scan .*on (ideas|votes)\b(?!.*\n *Index Cond)"
)
FEW_ROWS = (
    "joins of several tables: PostgreSQL orders them by its statistics, and those of a test's few"
    " rows say nothing of a portal's"
)
LOOK_UP = re.compile(
    r"^SEARCH ideas USING INTEGER PRIMARY KEY|Index Scan using pk_ideas on ideas\n *Index Cond"
)
# All boards in their order, each with the idea that is pinned there.
OF_BOARDS = re.compile(r'^SCAN boards|Sort Key: boards\."position"')
SORT = re.compile(r"TEMP B-TREE|\bSort\b")
# Few rows PostgreSQL reads all, and sorts; what it would do with many is seen without these.
AS_WITH_MANY_ROWS = "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"


@contextmanager
def plans() -> Iterator[list[str]]:
    """The plan of each SELECT sent inside the block."""
    found: list[str] = []

    def explain(connection: Any, _: Any, statement: str, values: Any, *__: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            raw = connection.connection.driver_connection
            found.append(_plan_of(raw, statement, values))

    event.listen(database.engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", explain)


def _plan_of(raw: Any, statement: str, values: Any) -> str:
    if is_sqlite():
        steps = raw.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        return "\n".join(step[3] for step in steps)
    raw.execute(AS_WITH_MANY_ROWS)
    steps = raw.execute(f"EXPLAIN (COSTS OFF) {statement}", values).fetchall()
    return "\n".join(step[0] for step in steps)
