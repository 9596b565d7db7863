"""Who changed what, when, from what, to what. Rows are added only: triggers refuse the rest.

No network address is kept: the log is for ever, and those are not kept longer than 30 days.

A chain shows every entry that was altered, put in or taken out, but for the newest ones: a log cut
off at its end is a whole chain too. So `mark()` names how far the log reaches; whoever notes it
outside Heed can tell later (`flask audit verify --mark`) that all up to there is still the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import JSON, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, hold, session

GENESIS = "0" * 64


class Actor(Protocol):
    @property
    def id(self) -> int: ...


class AuditEntry(Base):
    """One staff change. `chain` = sha256 of the previous entry's chain and this one's content, so
    that a row altered or taken out behind the triggers' back shows. Where what changed named
    somebody who was erased since, it is gone (`blanked_at`); its digest stays in the chain."""

    __tablename__ = "audit_entries"

    actor_id: Mapped[int | None] = mapped_column(
        index=True, info={"personal": "keep", "points_at": "users", "stays_apart": True}
    )
    action: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, info={"personal": "blank"})
    after: Mapped[dict[str, Any]] = mapped_column(JSON, info={"personal": "blank"})
    digest: Mapped[str]
    chain: Mapped[str]
    blanked_at: Mapped[datetime | None]


def record(
    actor: Actor | None,
    action: str,
    subject: Base | str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry in the present unit of change. No actor means the system itself, or
    somebody who is not known. `subject` is a row, or what it would be called where there is none.
    Never pass secrets; values must be JSON."""
    hold("audit")
    last = select(AuditEntry.chain).order_by(AuditEntry.id.desc()).limit(1)
    entry = AuditEntry(
        actor_id=actor.id if actor else None,
        action=action,
        subject=subject if isinstance(subject, str) else name_of(subject),
        before=before or {},
        after=after or {},
        created_at=now(),
    )
    entry.digest = _digest(entry)
    entry.chain = _link(session.scalar(last) or GENESIS, entry)
    session.add(entry)
    session.flush()
    return entry


def entries_about(
    subjects: Iterable[Base], most: int, *, actions: Collection[str] = ()
) -> Sequence[AuditEntry]:
    """The newest entries about any of these rows, of these actions or of all."""
    named = AuditEntry.subject.in_([name_of(subject) for subject in subjects])
    newest = select(AuditEntry).where(named).order_by(AuditEntry.id.desc()).limit(most)
    if actions:
        newest = newest.where(AuditEntry.action.in_(actions))
    return session.scalars(newest).all()


def blank(ids: Collection[int]) -> None:
    """Forget what changed in these entries, for good: the one change that the triggers let pass."""
    forgotten = update(AuditEntry).where(AuditEntry.id.in_(ids), AuditEntry.blanked_at.is_(None))
    # `updated_at` says nothing here, and the triggers keep it.
    kept = {"updated_at": AuditEntry.updated_at}
    session.execute(forgotten.values(before={}, after={}, blanked_at=now(), **kept))


def mark() -> str:
    """How far the log reaches: the newest entry and its chain, to be noted outside Heed."""
    newest = select(AuditEntry.id, AuditEntry.chain).order_by(AuditEntry.id.desc()).limit(1)
    found = session.execute(newest).one_or_none()
    return f"{found.id}:{found.chain}" if found else f"0:{GENESIS}"


def still_holds(noted: str) -> bool:
    """Whether the entry of a mark noted earlier is still there, unchanged."""
    number, _colon, chain = noted.strip().partition(":")
    if number == "0":
        return chain == GENESIS
    if not number.isdecimal() or len(number) > 18:
        return False
    kept = session.scalar(select(AuditEntry.chain).where(AuditEntry.id == int(number)))
    return kept is not None and kept == chain


def broken_link() -> int | None:
    """The id of the first entry that no longer fits the chain, None when all do."""
    previous = GENESIS
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)).yield_per(500):
        if not _is_as_written(entry) or entry.chain != _link(previous, entry):
            return entry.id
        previous = entry.chain
    return None


def name_of(subject: Base) -> str:
    """What entries about this row call it."""
    return f"{subject.__tablename__}:{subject.uid}"


def _is_as_written(entry: AuditEntry) -> bool:
    if entry.blanked_at is not None:
        return not entry.before and not entry.after
    return entry.digest == _digest(entry)


def _digest(entry: AuditEntry) -> str:
    content = json.dumps([entry.before, entry.after], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _link(previous: str, entry: AuditEntry) -> str:
    moment = entry.created_at.isoformat(timespec="microseconds")
    facts = [previous, entry.actor_id, entry.action, entry.subject, moment, entry.digest]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
