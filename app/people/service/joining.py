"""Coming in for the first time, and the organisation that somebody's address speaks for."""

from __future__ import annotations

from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.people.domains import domain_of
from app.people.events import moved
from app.people.models import Organisation, User
from app.people.queries import organisation_with
from app.people.service.links import end_links


def come_in(person: User, *, speaks_for_domain: bool = True) -> None:
    """The address is proven to be theirs: they are confirmed and welcome, links that others would
    let them in by end, and they belong to the organisation whose domain it has, unless they belong
    to one or came in before, or whoever says that the address is theirs is not known to speak for
    its domain."""
    session.flush()
    is_new = person.confirmed_at is None
    person.confirmed_at = person.confirmed_at or now()
    person.welcomed_at = person.welcomed_at or now()
    if is_new:
        end_links(person)
    before = person.organisation
    if is_new and (before is None or person.organisation_is_noted):
        is_proven = speaks_for_domain and not person.is_staff
        proven = organisation_with(domain_of(person.email_key)) if is_proven else None
        person.organisation, person.organisation_is_noted = proven, False
        if before is not None and before is not proven:
            _keep_note(person, before, proven)
    session.flush()
    if is_new and (before is not None or person.organisation_id is not None):
        moved.send([person.id])


def _keep_note(person: User, noted: Organisation, proven: Organisation | None) -> None:
    """What an employee wrote down, for an administrator who knows better than an address."""
    said, is_now = {"organisation": noted.name}, {"organisation": proven.name if proven else None}
    record(None, "user.organisation", person, before=said, after=is_now)
