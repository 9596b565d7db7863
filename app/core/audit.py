"""Who changed what, when, from what, to what. Rows are added only: triggers refuse the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import JSON, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base, hold, session
from app.core.paging import Order, Page, first_page, page

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
        index=True, info={"personal": "keep", "points_at": "users"}
    )
    action: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, info={"personal": "blank"})
    after: Mapped[dict[str, Any]] = mapped_column(JSON, info={"personal": "blank"})
    digest: Mapped[str]
    chain: Mapped[str]
    blanked_at: Mapped[datetime | None]


class Wanted(NamedTuple):
    """What the log is narrowed to. `family` is an action's part before the dot; `since` and `until`
    are moments."""

    actors: Sequence[int] | None = None
    family: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


NEWEST_FIRST = Order((AuditEntry.id,))


def record(
    actor: Actor | None,
    action: str,
    subject: Base | str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry in the present unit of change. No actor means the system itself; a subject that
    has no row is named. Never pass secrets; values must be JSON."""
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


def entries_about(subjects: Iterable[Base], most: int) -> Sequence[AuditEntry]:
    """The newest entries about any of these rows."""
    named = AuditEntry.subject.in_([name_of(subject) for subject in subjects])
    newest = select(AuditEntry).where(named).order_by(AuditEntry.id.desc()).limit(most)
    return session.scalars(newest).all()


def entries_page(wanted: Wanted, cursor: str | None, size: int) -> Page[AuditEntry]:
    """Raises Invalid for a cursor that was not made here."""
    chosen = select(AuditEntry)
    if wanted.actors is not None:
        chosen = chosen.where(AuditEntry.actor_id.in_(wanted.actors))
    if wanted.family:
        chosen = chosen.where(AuditEntry.action.startswith(f"{wanted.family}.", autoescape=True))
    if wanted.subject:
        chosen = chosen.where(AuditEntry.subject == wanted.subject)
    if wanted.since:
        chosen = chosen.where(AuditEntry.created_at >= wanted.since)
    if wanted.until:
        chosen = chosen.where(AuditEntry.created_at < wanted.until)
    return page(first_page(chosen, NEWEST_FIRST, size=size), NEWEST_FIRST, cursor, size=size)


def families() -> list[str]:
    """What actions are about, as far as any was recorded."""
    actions = session.scalars(select(AuditEntry.action).distinct())
    return sorted({action.partition(".")[0] for action in actions})


def blank(ids: Collection[int]) -> None:
    """Forget what changed in these entries, for good: the one change that the triggers let pass."""
    forgotten = update(AuditEntry).where(AuditEntry.id.in_(ids), AuditEntry.blanked_at.is_(None))
    # `updated_at` says nothing here, and the triggers keep it.
    kept = {"updated_at": AuditEntry.updated_at}
    session.execute(forgotten.values(before={}, after={}, blanked_at=now(), **kept))


def broken_link() -> int | None:
    """The id of the first entry that no longer fits the chain, None when all do."""
    previous = GENESIS
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)).yield_per(500):
        if not _is_as_written(entry) or entry.chain != _link(previous, entry):
            return entry.id
        previous = entry.chain
    return None


def name_of(subject: Base) -> str:
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
