"""Work of `api` outside the request."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from app.api.models import IdempotencyKey
from app.core.clock import now
from app.core.db import session, writing
from app.core.jobs import job

KEPT_FOR = timedelta(days=2)
CHUNK = 500


@job
def forget_old_keys() -> None:
    """A program that repeats a request does so within minutes; answers hold what people wrote."""
    while old := _some_old():
        with writing():
            session.execute(delete(IdempotencyKey).where(IdempotencyKey.id.in_(old)))


def _some_old() -> list[int]:
    session.rollback()
    old = select(IdempotencyKey.id).where(IdempotencyKey.created_at < now() - KEPT_FOR)
    return list(session.scalars(old.limit(CHUNK)))
