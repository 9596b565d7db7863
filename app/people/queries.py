"""People and their one-time links, read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.db import session
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import email_key, one_line
from app.people.errors import LinkOver
from app.people.models import (
    ApiToken,
    OneTimeToken,
    Organisation,
    Passkey,
    Purpose,
    User,
    UserSession,
)
from app.people.secret import hashed

OPENING = (Purpose.CONFIRM, Purpose.INVITE, Purpose.WELCOME)


def by_email(address: str) -> User | None:
    """The person with this address, in whatever spelling it is given."""
    key = email_key(one_line(address))
    return session.scalar(select(User).where(User.email_key == key))


def sessions_of(user: User) -> Sequence[UserSession]:
    """Their devices that are signed in, whoever was seen last first."""
    open_now = UserSession.expires_at > now()
    theirs = select(UserSession).where(UserSession.user_id == user.id, open_now)
    return session.scalars(theirs.order_by(UserSession.last_seen_at.desc())).all()


def tokens_of(user: User) -> Sequence[ApiToken]:
    """Their tokens that work, the newest first."""
    works = ApiToken.revoked_at.is_(None), ApiToken.expires_at > now()
    theirs = select(ApiToken).where(ApiToken.user_id == user.id, *works)
    return session.scalars(theirs.order_by(ApiToken.id.desc())).all()


def passkeys_of(user: User) -> Sequence[Passkey]:
    """Their passkeys, in the order they were added."""
    theirs = select(Passkey).where(Passkey.user_id == user.id)
    return session.scalars(theirs.order_by(Passkey.id)).all()


def all_users() -> Sequence[User]:
    """Everyone who has an address, with their organisation, by address."""
    everyone = select(User).where(User.email.is_not(None)).order_by(User.email_key)
    return session.scalars(everyone.options(joinedload(User.organisation))).all()


def staff_named(name: str) -> User:
    """Somebody on staff by their uid or e-mail address. Raises Invalid, naming `owner`."""
    try:
        found = session.scalar(select(User).where(User.uid == UUID(name)))
    except ValueError:
        found = by_email(name)
    if found is None or not found.is_staff:
        message = _("Nobody on staff goes by this name or address.")
        raise Invalid(message, errors={"owner": message})
    return found


def open_link(secret: str, purpose: Purpose) -> tuple[OneTimeToken, User]:
    """A one-time link that may still be used, and whose it is.

    Raises LinkOver for a link that was used, is too old, was sent to an address the person no
    longer has, or belongs to an account that was closed; for one that opens an account, where that
    is open by now.
    """
    found = session.execute(
        select(OneTimeToken, User)
        .join(User, User.id == OneTimeToken.user_id)
        .where(
            OneTimeToken.secret_hash == hashed(secret),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now(),
            OneTimeToken.email_key == User.email_key,
            User.deactivated_at.is_(None),
            or_(OneTimeToken.purpose.not_in(OPENING), User.confirmed_at.is_(None)),
        )
    ).first()
    if found is None:
        raise LinkOver(_("This link was used already or is too old. Ask for a new one."))
    return found[0], found[1]


def organisations_of(people: Iterable[User]) -> dict[int, str]:
    """Names of the organisations these people belong to, by organisation id."""
    ids = {person.organisation_id for person in people if person.organisation_id is not None}
    if not ids:
        return {}
    named = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row.id: row.name for row in session.execute(named)}


def organisation_with(domain: str) -> Organisation | None:
    """The organisation that this domain of mail addresses belongs to."""
    if not domain:
        return None
    return next(iter(organisations_with([domain])), None)


def organisations_with(domains: Iterable[str]) -> list[Organisation]:
    """Those that any of these domains belongs to, each once."""
    found: dict[int, Organisation] = {}
    for domain in domains:
        # The list is kept as JSON text on every database; the exact look is Python's.
        holds = cast(Organisation.domains, String).contains(json.dumps(domain), autoescape=True)
        for organisation in session.scalars(select(Organisation).where(holds)):
            if domain in organisation.domains:
                found[organisation.id] = organisation
    return list(found.values())
