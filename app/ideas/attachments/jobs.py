"""Taking away images that nobody posted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import delete, select

from app.core.clock import now
from app.core.db import session, writing
from app.core.jobs import job
from app.ideas.attachments import store
from app.ideas.models import Attachment

EVERY = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)
CHUNK = 500
_swept_at: datetime | None = None


@job
def sweep_images() -> None:
    """Delete uploads whose words never came and files without a row, at most once an hour."""
    global _swept_at
    moment = now()
    if _swept_at is not None and timedelta(0) <= moment - _swept_at < EVERY:
        return
    _swept_at = moment
    _forget_rows(moment - KEPT_FOR)
    _forget_files(moment - KEPT_FOR)


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


def _forget_files(before: datetime) -> None:
    kept = iter(sorted(set(store.kept_before(before))))
    while digests := list(islice(kept, CHUNK)):
        for digest in _without_row(digests):
            store.forget(digest, unless_kept_since=before)


def _without_row(digests: Iterable[str]) -> list[str]:
    session.rollback()
    asked = list(digests)
    used = set(session.scalars(select(Attachment.digest).where(Attachment.digest.in_(asked))))
    return [digest for digest in asked if digest not in used]
