"""Giving dates, moving them, and settling them: the only writes to promises."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.core import audit
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.text import block
from app.improvements.models import Improvement
from app.people.models import User
from app.roadmap.events import date_moved
from app.roadmap.keeping import (
    last_day,
    outcome_when_set_aside,
    outcome_when_shipped,
    portal_day,
)
from app.roadmap.models import Outcome, Precision, Promise
from app.roadmap.queries.promises import open_promise

REASON_LENGTH = 500
FARTHEST_YEARS = 10


def promise(
    improvement: Improvement,
    due_on: date,
    precision: Precision,
    *,
    reason: str = "",
    actor: User,
    seen: UUID | None = None,
) -> Promise:
    """Promise that `improvement` ships by `due_on`, or move the date it has, which needs a reason.
    `seen` is the promise the actor decided on. Raises Conflict where another holds by now, or where
    it is no longer open; Invalid for what cannot be promised."""
    _lock(improvement)
    if not improvement.horizon.is_open:
        raise Conflict(_("This improvement is no longer open, so it takes no date."))
    before = open_promise(improvement)
    if (before.uid if before else None) != seen:
        raise Conflict(_("Someone gave another date meanwhile. Look at it, then decide again."))
    due_on, reason = last_day(due_on, precision), block(reason)
    _refuse_impossible(due_on, precision, reason, before)
    given = Promise(
        improvement=improvement, due_on=due_on, precision=precision, reason=reason, actor=actor
    )
    _put(given, before, actor)
    return given


def settle(improvement: Improvement) -> Promise | None:
    """It shipped: its promise was kept, or is broken."""
    kept = open_promise(improvement)
    moment = improvement.shipped_at or now()
    if kept is not None:
        kept.ended_at, kept.outcome = moment, outcome_when_shipped(kept.due_on, moment)
        session.flush()
    return kept


def withdraw(improvement: Improvement) -> Promise | None:
    """It was set aside: its promise is withdrawn, or broken where the date had passed."""
    given, moment = open_promise(improvement), now()
    if given is not None:
        given.ended_at, given.outcome = moment, outcome_when_set_aside(given.due_on, moment)
        session.flush()
    return given


def reopen(improvement: Improvement) -> Promise | None:
    """It had not shipped after all: the promise that was settled then holds again."""
    settled = select(Promise).where(
        Promise.improvement_id == improvement.id,
        Promise.outcome.in_([Outcome.KEPT, Outcome.BROKEN]),
    )
    last = session.scalar(settled.order_by(Promise.ended_at.desc(), Promise.id.desc()).limit(1))
    if last is not None and open_promise(improvement) is None:
        last.ended_at = last.outcome = None
        session.flush()
    return last


def _lock(improvement: Improvement) -> None:
    # PostgreSQL: two managers must not both move the same date. SQLite has one writer.
    session.refresh(improvement, with_for_update={"of": Improvement})


def _refuse_impossible(
    due_on: date, precision: Precision, reason: str, before: Promise | None
) -> None:
    today, errors = portal_day(now()), {}
    if due_on < today:
        errors["due_on"] = _("This date has passed. Promise one that is still to come.")
    elif due_on.year > today.year + FARTHEST_YEARS:
        errors["due_on"] = _("Nobody can promise that far ahead. Give a nearer date, or none.")
    elif before and (before.due_on, before.precision) == (due_on, precision):
        errors["due_on"] = _("This date is promised already.")
    if before and not reason:
        errors["reason"] = _("Say why the date moves: people who wait for it read this.")
    elif len(reason) > REASON_LENGTH:
        errors["reason"] = _("This reason is too long. Say it in a sentence or two.")
    if errors:
        raise Invalid(_("This date is not promised yet."), errors=errors)


def _put(given: Promise, before: Promise | None, actor: User) -> None:
    """The old row ends before the new one begins: one open promise at a time, says the index."""
    if before is not None:
        before.ended_at, before.outcome = now(), Outcome.MOVED
        session.flush()
    session.add(given)
    session.flush()
    audit.record(
        actor,
        "promise.move" if before else "promise.give",
        given.improvement,
        before={"due_on": before.due_on.isoformat(), "precision": before.precision.value}
        if before
        else {},
        after={
            "due_on": given.due_on.isoformat(),
            "precision": given.precision.value,
            "reason": given.reason,
        },
    )
    if before is not None:
        date_moved.send(given, before=before, actor=actor)
