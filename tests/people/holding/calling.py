"""Calling an address as somebody, and seeing what that did to the database."""

from __future__ import annotations

import contextvars
import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from app.core import jobs
from app.core.audit import AuditEntry
from app.core.db import Base, database, session
from app.people.models import ApiToken, UserSession
from tests.conftest import opened
from tests.databases import database_of, renewed
from tests.people.holding.expecting import NOT_ALLOWED, NOT_THERE, SIGN_IN, THROUGH
from tests.people.holding.portal import Called

# What a refusal may write: that it happened, and that somebody was there.
MAY_CHANGE = {
    AuditEntry.__tablename__: set[str](),
    UserSession.__tablename__: {"last_seen_at", "updated_at"},
    ApiToken.__tablename__: {"last_used_at", "updated_at"},
}
FILES = "imports"  # the folder of which a call may take something away
# One entry more of what was refused is nothing to take back.
WRITES = re.compile(
    rf"\s*(?!INSERT INTO {AuditEntry.__tablename__}\b)(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE
)
REQUEST_ID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
FORM_TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


@contextmanager
def standing(
    folder: Path, kept: Path, empty: Path, found: Callable[[Flask], Called]
) -> Iterator[Called]:
    """The portal that `found` makes, at work in `folder`, and kept in another as it was made."""
    with database_of(folder, like=empty):
        with opened(folder, HEED_LIMITS="off") as app:
            called = found(app)
        with database_of(kept, like=folder), opened(folder, HEED_LIMITS="off") as app:
            shutil.copytree(folder / FILES, kept / FILES)
            called.app = app
            yield called


class Answer(NamedTuple):
    """What came back, and whether anything but the audit log was written, or a worker rung,
    meanwhile."""

    response: TestResponse
    has_written: bool
    has_rung: bool

    @property
    def verdict(self) -> str:
        """The answer in the words of `expecting`; what is none of these as its status."""
        status, leads_to = self.response.status_code, self.response.headers.get("Location", "")
        if status == 401 or (status == 302 and leads_to.startswith("/sign-in")):
            return SIGN_IN
        known = {403: NOT_ALLOWED, 404: NOT_THERE}
        return known.get(status) or (THROUGH if status < 500 else str(status))

    def text_without(self, path: str) -> str:
        """The body but for what is another at each request: its number, its form's token, and the
        address it was asked at."""
        text = self.response.text.replace(path, "").replace(path.replace("/", "%2F"), "")
        return FORM_TOKEN.sub("", REQUEST_ID.sub("", text))


class Caller:
    """Everybody of the portal. What a call changed is taken back before the next."""

    def __init__(self, called: Called, folder: Path, kept: Path) -> None:
        self.called, self.folder, self.kept = called, folder, kept
        self.client = called.app.test_client(use_cookies=False)
        self.calls = 0
        self.has_written = False
        self._counts: sqlite3.Connection | None = None
        event.listen(database.engine, "before_cursor_execute", self._notice)
        self.untouched = self.checksum()

    def by_browser(
        self, who: str, method: str, path: str, form: Mapping[str, Any], **more: str
    ) -> Answer:
        kept = self.called.cookies[who]
        headers = {"Cookie": kept["cookie"], **more}
        sent = {"csrf_token": kept["form"], **form} if method != "GET" else None
        return self._call(method, path, headers=headers, data=sent)

    def by_token(self, secret: str, method: str, path: str, body: Mapping[str, Any]) -> Answer:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        sends = {} if method == "GET" else {"json": dict(body)}
        return self._call(method, path, headers=headers, **sends)

    def take_back(self) -> None:
        """The portal as it was made."""
        session.remove()
        database.engine.dispose()
        renewed(self.folder, like=self.kept)
        shutil.copytree(self.kept / FILES, self.folder / FILES, dirs_exist_ok=True)

    def checksum(self) -> str:
        """Of all that is kept, but for what a refusal may write."""
        told = hashlib.sha256()
        with database.engine.connect() as connection:
            for name, statement in _looks():
                rows = connection.connection.cursor().execute(statement).fetchall()
                told.update(repr((name, rows)).encode())
        return told.hexdigest()

    def _call(self, method: str, path: str, **more: Any) -> Answer:
        self._forget_limits()
        self.calls, self.has_written, rung = self.calls + 1, False, _rung()
        context = contextvars.Context()
        response = context.run(self.client.open, path, method=method, buffered=True, **more)
        session.rollback()
        return Answer(response, self.has_written, _rung() != rung)

    def _notice(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if WRITES.match(statement):
            self.has_written = True

    def _forget_limits(self) -> None:
        """Everybody asks once: what holds off who asks often is another test."""
        path = self.folder / "limits.db"
        if self._counts is None and path.exists():
            self._counts = sqlite3.connect(path, isolation_level=None)
        if self._counts and self._counts.execute("SELECT 1 FROM counts LIMIT 1").fetchone():
            self._counts.execute("DELETE FROM counts")


@cache
def _looks() -> list[tuple[str, str]]:
    """Tables, and how they are read without SQLAlchemy's rows, which are slow to put in words and
    cut what is long."""
    looks = []
    for table in Base.metadata.sorted_tables:
        left_out = MAY_CHANGE.get(table.name)
        columns = [c for c in table.columns if not left_out or c.name not in left_out]
        if left_out is None or left_out:
            looks.append((table.name, str(select(*columns).order_by(*table.primary_key))))
    return looks


def _rung() -> int:
    """How often a worker was asked to look at once."""
    bell = jobs._bell
    return 0 if bell is None else bell.pending_count() + bell.scheduled_count()
