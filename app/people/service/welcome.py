"""The answer to the one welcome: come in, or hear nothing more."""

from __future__ import annotations

from app.core.audit import record
from app.core.db import session
from app.people.models import MailChoice, Purpose, User
from app.people.service.consent import agree
from app.people.service.joining import come_in
from app.people.service.links import redeem
from app.people.service.naming import rename


def join(secret: str, *, name: str, password_hash: str, agreed: str = "") -> User:
    """Open the account that holds what was brought in as theirs; `agreed` is the edition of the
    privacy notes they agreed to. Raises LinkOver."""
    _link, person = redeem(secret, Purpose.WELCOME)
    rename(person, name)
    person.password_hash = password_hash
    person.version += 1
    come_in(person)
    agree(person, agreed)
    record(person, "user.join", person)
    return person


def decline(secret: str) -> None:
    """Never write to them. Their ideas and votes stay and count. Raises LinkOver."""
    _link, person = redeem(secret, Purpose.WELCOME)
    person.mail_choice = MailChoice.NEVER
    session.flush()
