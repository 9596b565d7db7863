"""Whether this portal can do its work right now, asked by /readyz, `flask doctor` and at start."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.jobs import last_beat
from app.search.errors import IndexUnavailable
from app.search.searchable import engine

BEAT_WITHIN = timedelta(seconds=60)


def checks() -> dict[str, str]:
    """`ok` or what is wrong, for database, migrations, worker and index. Never raises."""
    try:
        session.execute(text("SELECT 1"))
        found = revision()
    except SQLAlchemyError:
        session.rollback()
        return {"database": "does not answer"}
    if found != newest_revision():
        return {"database": "ok", "migrations": f"at {found or 'nothing'}, not {newest_revision()}"}
    return {
        "database": "ok",
        "migrations": "ok",
        "worker": _worker(),
        "index": _index(),
    }


def state_of(parts: dict[str, str]) -> str:
    """`ready`, `degraded` or `unavailable`. Trouble with the index stops nobody: the database
    answers instead and the worker mends it."""
    if any(parts.get(part) != "ok" for part in ("database", "migrations", "worker")):
        return "unavailable"
    return "ready" if parts["index"] == "ok" else "degraded"


def revision() -> str | None:
    """The migration the database stands at, None before the first. Raises SQLAlchemyError."""
    try:
        found: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        session.rollback()
        session.execute(text("SELECT 1"))
        return None
    return found


@cache
def newest_revision() -> str | None:
    folder = Path(current_app.extensions["migrate"].directory)
    return ScriptDirectory(str(folder)).get_current_head()


def refuse_unless_migrated() -> None:
    """Raises Conflict with what to do about it."""
    found = revision()
    # The caller goes on for as long as the process lives: a snapshot it kept would keep SQLite from
    # ever emptying its write-ahead log.
    session.rollback()
    if found is None:
        raise Conflict(
            _("The database is not set up yet. Run `flask setup` or `flask demo` first.")
        )
    if found != newest_revision():
        raise Conflict(_("The database is of another version. Run `flask db upgrade` first."))


def _worker() -> str:
    beat = last_beat()
    if beat is None:
        return "never seen"
    silent = now() - beat
    return "ok" if silent <= BEAT_WITHIN else f"silent for {int(silent.total_seconds())} s"


def _index() -> str:
    try:
        engine().size()
    except IndexUnavailable:
        return "not usable; the worker mends it"
    return "ok"
