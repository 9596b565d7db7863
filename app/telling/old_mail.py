"""Messages of a `file:` installation that were kept long enough."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from app.core.clock import now
from app.core.db import session
from app.core.jobs import hourly
from app.core.settings import read_again
from app.telling.mail.settings import mail_settings


@hourly
def forget_old_mail() -> None:
    """Delete messages kept longer than this portal keeps them."""
    moment = now()
    session.rollback()
    before = moment - timedelta(days=read_again().keep_mail_days)
    for path in mail_settings().folder.glob("*.eml"):
        # Another worker, or whoever looks after the folder, may be quicker.
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) <= before:
                path.unlink()
