"""Actions: who does what until when, agreed on in a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.core import audit
from app.core.clock import now
from app.core.db import lock, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.councils.models import Action, Round
from app.councils.queries.seats import seated
from app.councils.service.minutes import look_again
from app.councils.terms import today
from app.people.models import User

LONGEST_TITLE = 300
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Task:
    """`owner` is the uid of a seat: whoever does it has to be in the council."""

    title: str
    owner: UUID | None
    due_on: date


def assign(of: Round, wanted: Task, *, actor: User) -> Action:
    """A chair looks at the minutes again. Raises Invalid naming the field, Conflict once they are
    published."""
    lock(of)
    if not of.has_closed and not of.has_met:
        raise Conflict(_("Actions are written down once the round has met, or closed."))
    look_again(of)
    title = one_line(wanted.title)
    owner = next((s.user for s in seated(of.council) if s.uid == wanted.owner), None)
    errors = {}
    if not title or len(title) > LONGEST_TITLE:
        errors["title"] = _("Write a title of up to %(num)s letters.", num=LONGEST_TITLE)
    if owner is None:
        errors["owner"] = _("Choose somebody who sits in this board.")
    if not today() <= wanted.due_on <= today() + LONGEST:
        errors["due_on"] = _("Give a day within the next three years.")
    if errors or owner is None:
        raise Invalid(_("Nothing was added."), errors=errors)
    action = Action(round_id=of.id, title=title, owner=owner, due_on=wanted.due_on)
    session.add(action)
    session.flush()
    after = {"title": title, "due_on": wanted.due_on.isoformat()}
    audit.record(actor, "council.assign", of, after=after)
    return action


def drop(action: Action, of: Round, *, actor: User) -> None:
    """A chair looks at the minutes again. Raises Conflict once they are published."""
    lock(of)
    look_again(of)
    audit.record(actor, "council.drop_action", of, before={"title": action.title})
    session.delete(action)
    session.flush()


def finish(action: Action, of: Round, *, actor: User) -> None:
    """Raises Conflict where it is done already."""
    lock(action)
    if action.done_at is not None:
        raise Conflict(_("This is done already."))
    action.done_at = now()
    session.flush()
    audit.record(actor, "council.finish_action", of, after={"title": action.title})


def reopen(action: Action, of: Round, *, actor: User) -> None:
    """Raises Conflict where it was not done."""
    lock(action)
    if action.done_at is None:
        raise Conflict(_("This is not done yet."))
    action.done_at = None
    session.flush()
    audit.record(actor, "council.reopen_action", of, after={"title": action.title})
