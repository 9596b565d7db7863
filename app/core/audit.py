"""Who changed what, when, from what, to what. Rows are added only: triggers refuse the rest."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Protocol

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, hold, session

GENESIS = "0" * 64


class Actor(Protocol):
    @property
    def id(self) -> int: ...


class AuditEntry(Base):
    """One staff change. `chain` = sha256 of the previous entry's chain and this one's content, so
    that a row altered or taken out behind the triggers' back shows."""

    __tablename__ = "audit_entries"

    actor_id: Mapped[int | None] = mapped_column(index=True, info={"personal": "keep"})
    action: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, info={"personal": "blank"})
    after: Mapped[dict[str, Any]] = mapped_column(JSON, info={"personal": "blank"})
    digest: Mapped[str]
    chain: Mapped[str]


def record(
    actor: Actor | None,
    action: str,
    subject: Base,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry in the present unit of change. No actor means the system itself. Never pass
    secrets; values must be JSON."""
    hold("audit")
    last = select(AuditEntry.chain).order_by(AuditEntry.id.desc()).limit(1)
    entry = AuditEntry(
        actor_id=actor.id if actor else None,
        action=action,
        subject=f"{subject.__tablename__}:{subject.uid}",
        before=before or {},
        after=after or {},
        created_at=now(),
    )
    entry.digest = _digest(entry)
    entry.chain = _link(session.scalar(last) or GENESIS, entry)
    session.add(entry)
    session.flush()
    return entry


def latest_entries(subject: Base, most: int) -> list[AuditEntry]:
    """The last changes of `subject`, the newest first."""
    named = f"{subject.__tablename__}:{subject.uid}"
    newest = select(AuditEntry).where(AuditEntry.subject == named).order_by(AuditEntry.id.desc())
    return list(session.scalars(newest.limit(most)))


def broken_link() -> int | None:
    """The id of the first entry that no longer fits the chain, None when all do."""
    previous = GENESIS
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)).yield_per(500):
        if entry.digest != _digest(entry) or entry.chain != _link(previous, entry):
            return entry.id
        previous = entry.chain
    return None


def _digest(entry: AuditEntry) -> str:
    content = json.dumps([entry.before, entry.after], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _link(previous: str, entry: AuditEntry) -> str:
    moment = entry.created_at.isoformat(timespec="microseconds")
    facts = [previous, entry.actor_id, entry.action, entry.subject, moment, entry.digest]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
