"""Taking away images that nobody posted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.core.clock import now
from app.core.db import session, writing
from app.core.jobs import hourly
from app.ideas.attachments.store import files
from app.ideas.models import Attachment

KEPT_FOR = timedelta(days=1)
CHUNK = 500


@hourly
def sweep_images() -> None:
    """Delete uploads whose words never came and files without a row."""
    moment = now()
    _forget_rows(moment - KEPT_FOR)
    files.sweep(moment - KEPT_FOR, _named_by_rows)


def _forget_rows(before: datetime) -> None:
    unused = (Attachment.idea_id.is_(None), Attachment.created_at < before)
    while True:
        session.rollback()
        ids = session.scalars(select(Attachment.id).where(*unused).limit(CHUNK)).all()
        if not ids:
            return
        with writing():
            # Asked again under the lock: somebody may just have posted one of them.
            session.execute(delete(Attachment).where(Attachment.id.in_(ids), *unused))


def _named_by_rows(digests: Sequence[str]) -> set[str]:
    session.rollback()
    named = select(Attachment.digest).where(Attachment.digest.in_(digests))
    return set(session.scalars(named))
