"""What people tried and may not: noted once an hour each, so that nobody fills the log."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core.audit import AuditEntry, record
from app.core.clock import now
from app.core.db import session
from app.people.models import User

EVERY = timedelta(hours=1)
ACTION = "access.denied"


def was_refused_lately(person: User, right: str) -> bool:
    lately = select(AuditEntry.id).where(
        AuditEntry.actor_id == person.id,
        AuditEntry.action == ACTION,
        AuditEntry.subject == _named(right),
        AuditEntry.created_at > now() - EVERY,
    )
    return session.scalar(lately.limit(1)) is not None


def note_refusal(person: User, right: str, *, address: str) -> None:
    """`right` is a row of the table of permissions."""
    record(person, ACTION, _named(right), after={"address": address[:200]})


def _named(right: str) -> str:
    return f"right:{right}"
