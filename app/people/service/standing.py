"""Whom staff trust with posting, and who may post no more."""

from __future__ import annotations

from app.core.audit import record
from app.core.clock import now
from app.core.db import lock, session
from app.core.errors import Conflict, Forbidden
from app.core.i18n import _
from app.people.models import User


def trust(person: User, *, actor: User) -> None:
    """What they post is published at once, on every board."""
    _decided_by_a_keeper(person, actor)
    if person.trusted_at is None:
        person.trusted_at = now()
        session.flush()
        record(actor, "user.trust", person)


def block(person: User, *, actor: User) -> None:
    """They read and vote, and post no more. Raises Conflict for staff."""
    _decided_by_a_keeper(person, actor)
    if person.is_staff:
        raise Conflict(_("Staff are not blocked. An administrator can change their role first."))
    if person.blocked_at is None:
        person.blocked_at, person.trusted_at = now(), None
        session.flush()
        record(actor, "user.block", person)


def unblock(person: User, *, actor: User) -> None:
    _decided_by_a_keeper(person, actor)
    if person.blocked_at is not None:
        person.blocked_at = None
        session.flush()
        record(actor, "user.unblock", person)


def _decided_by_a_keeper(person: User, actor: User) -> None:
    if not actor.is_keeper:
        raise Forbidden(_("Who may post is decided by managers."))
    lock(person)
