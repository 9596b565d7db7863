"""Counts of requests in a small SQLite file, so that all processes on this machine share them."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from limits.storage import Storage

from app.core.clock import now

MAKE = """
CREATE TABLE IF NOT EXISTS counts (
    key TEXT PRIMARY KEY, amount INTEGER NOT NULL, ends_at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ix_counts_ends_at ON counts (ends_at);
"""
COUNT = """
INSERT INTO counts VALUES (:key, :amount, :ends_at)
ON CONFLICT (key) DO UPDATE SET
    amount = CASE WHEN ends_at <= :now THEN 0 ELSE counts.amount END + :amount,
    ends_at = CASE WHEN ends_at <= :now THEN :ends_at ELSE counts.ends_at END
RETURNING amount
"""
FORGET = """
DELETE FROM counts WHERE key IN (SELECT key FROM counts WHERE ends_at <= :now LIMIT 20)
"""
READ = "SELECT amount, ends_at FROM counts WHERE key = :key AND ends_at > :now"
PATIENCE_SECONDS = 0.25


class Connection(sqlite3.Connection):
    """Closed when its thread ends, which nobody tells us."""

    def __del__(self) -> None:
        self.close()


class SqliteStorage(Storage):
    """For fixed windows, each from its first request on. A count is one atomic statement; what a
    power cut loses is a few minutes of counting, so nothing waits for the disk."""

    STORAGE_SCHEME = ["heed+sqlite"]
    base_exceptions = sqlite3.Error

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._own = threading.local()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        moment = now().timestamp()
        values = {"key": key, "amount": amount, "now": moment, "ends_at": moment + expiry}
        (counted,) = self._connection().execute(COUNT, values).fetchone()
        if counted == amount:
            self._connection().execute(FORGET, {"now": moment})
        return int(counted)

    def get(self, key: str) -> int:
        return int(self._read(key)[0])

    def get_expiry(self, key: str) -> float:
        """When the window of `key` ends, in seconds since 1970; now when none is open."""
        return float(self._read(key)[1])

    def check(self) -> bool:
        return bool(self._connection().execute("SELECT 1").fetchone())

    def reset(self) -> int:
        return self._connection().execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        self._connection().execute("DELETE FROM counts WHERE key = :key", {"key": key})

    def _read(self, key: str) -> tuple[int, float]:
        moment = now().timestamp()
        found = self._connection().execute(READ, {"key": key, "now": moment}).fetchone()
        return found or (0, moment)

    def _connection(self) -> sqlite3.Connection:
        """One a thread, opened when first needed: gunicorn forks before its threads count."""
        mine: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if mine is None:
            mine = sqlite3.connect(
                self._path,
                timeout=PATIENCE_SECONDS,
                isolation_level=None,
                check_same_thread=False,  # a finished thread's is closed by another
                factory=Connection,
            )
            mine.execute("PRAGMA journal_mode=WAL")
            mine.execute("PRAGMA synchronous=OFF")
            mine.executescript(MAKE)
            self._own.connection = mine
        return mine
