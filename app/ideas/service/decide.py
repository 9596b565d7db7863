"""Moving an idea to another status, with the words that go with it."""

from __future__ import annotations

from app.core import audit
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.markup import render
from app.core.text import block
from app.ideas.events import status_changed
from app.ideas.models import Idea, Status, StatusChange
from app.ideas.service.drafts import BODY_LENGTH, Words
from app.people.models import User


def note_for(status: Status, note: str) -> Words:
    """The public note of a change to `status`, rendered. Raises Invalid where words are needed."""
    note = block(note)
    if status.phase.needs_words and not note:
        message = _("People deserve a reason here: write what you found and why.")
        raise Invalid(message, errors={"note": message})
    if len(note) > BODY_LENGTH:
        message = _("This note is too long. Say it in fewer words.")
        raise Invalid(message, errors={"note": message})
    return Words(note, render(note))


def change_status(idea: Idea, status: Status, *, note: Words, actor: User) -> StatusChange:
    """Move `idea` on and send the news. Raises Conflict where it already stands there without
    anything new to say, or was merged away."""
    if idea.merged_into_id is not None or idea.deleted_at is not None:
        raise Conflict(_("This idea is no longer decided by itself."))
    if idea.status_id == status.id and not note.body:
        raise Conflict(_("The idea already has this status. Add a note to tell people more."))
    before, moment = idea.status, now()
    change = StatusChange(
        idea_id=idea.id,
        from_status_id=before.id,
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
    session.flush()
    audit.record(
        actor,
        "idea.status",
        idea,
        before={"status": before.key},
        after={"status": status.key, "note": note.body},
    )
    status_changed.send(idea, change=change, actor=actor)
    return change
