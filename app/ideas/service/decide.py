"""Moving an idea to another status, with the words that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.core import audit
from app.core.clock import now
from app.core.db import lock, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.markup import render
from app.core.text import block
from app.ideas.events import statuses_changed
from app.ideas.models import Idea, Status, StatusChange
from app.ideas.service.drafts import BODY_LENGTH, Words
from app.people.models import User


def note_for(status: Status, note: str, *, field: str = "note") -> Words:
    """The public note of a change to `status`, rendered. Raises Invalid, naming `field`, where
    words are needed."""
    note = block(note)
    if status.phase.needs_words and not note:
        message = _("People deserve a reason here: write what you found and why.")
        raise Invalid(message, errors={field: message})
    if len(note) > BODY_LENGTH:
        message = _("This note is too long. Say it in fewer words.")
        raise Invalid(message, errors={field: message})
    return Words(note, render(note))


def change_status(idea: Idea, status: Status, *, note: Words, actor: User) -> StatusChange:
    """Move `idea` on and send the news. Raises Conflict where it already stands there without
    anything new to say, or was merged away."""
    return change_statuses([idea], status, note=note, actor=actor)[0]


def change_statuses(
    ideas: Sequence[Idea], status: Status, *, note: Words, actor: User
) -> list[StatusChange]:
    """Move several ideas on by one decision, told once to each person behind them. Raises Conflict
    as `change_status` does, for any of them."""
    lock(*ideas)
    moment = now()
    changes = [_change(idea, status, note, moment, actor) for idea in ideas]
    session.flush()
    for idea, change in zip(ideas, changes, strict=True):
        _record(idea, change, actor)
    statuses_changed.send(changes, actor=actor)
    return changes


def _change(idea: Idea, status: Status, note: Words, moment: datetime, actor: User) -> StatusChange:
    if idea.merged_into_id is not None or idea.deleted_at is not None:
        raise Conflict(_("This idea is no longer decided by itself."))
    if idea.status_id == status.id and not note.body:
        raise Conflict(_("The idea already has this status. Add a note to tell people more."))
    change = StatusChange(
        idea=idea,
        from_status=idea.status,
        to_status=status,
        actor=actor,
        note=note.body,
        note_html=note.body_html,
        created_at=moment,
    )
    session.add(change)
    idea.status, idea.status_since = status, moment
    idea.version += 1
    if note.body and idea.first_answered_at is None and not idea.is_imported:
        idea.first_answered_at = moment
    return change


def _record(idea: Idea, change: StatusChange, actor: User) -> None:
    audit.record(
        actor,
        "idea.status",
        idea,
        before={"status": change.from_status.key},
        after={
            "status": change.to_status.key,
            "note": change.note,
            "version": idea.version,
        },
    )
