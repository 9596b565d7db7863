"""Messages of a `file:` installation that were kept long enough."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from app.core.clock import now
from app.core.db import session
from app.core.jobs import job
from app.core.settings import read_again
from app.telling.mail.settings import mail_settings

EVERY = timedelta(hours=1)
_looked_at: datetime | None = None


@job
def forget_old_mail() -> None:
    """Delete messages kept longer than this portal keeps them, at most once an hour."""
    global _looked_at
    moment = now()
    if _looked_at is not None and timedelta(0) <= moment - _looked_at < EVERY:
        return
    _looked_at = moment
    session.rollback()
    before = moment - timedelta(days=read_again().keep_mail_days)
    for path in mail_settings().folder.glob("*.eml"):
        # Another worker, or whoever looks after the folder, may be quicker.
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) <= before:
                path.unlink()
