"""Who somebody is that signed in at a provider: whose account that opens, and which it never does.

An address alone opens no account of somebody else's. It does where the provider says that it is
verified and is known to speak for its domain; never an administrator's, and never one that somebody
else of this provider signs in to already. Everybody else connects the two from inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app.core.audit import record
from app.core.clock import now
from app.core.db import changed_rows, hold, insert_new, session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.core.text import email_key, one_line
from app.people.addresses import checked_address
from app.people.domains import domain_of
from app.people.events import letter_asked
from app.people.models import Departure, Identity, Provider, Role, User
from app.people.openid import Unproven
from app.people.policy import may_sign_up
from app.people.queries import by_email, passkeys_of
from app.people.secret import hashed
from app.people.service.accounts import add_person, held
from app.people.service.consent import agree, edition
from app.people.service.granted import follow_groups
from app.people.service.joining import come_in
from app.people.service.naming import rename
from app.people.urls import SECURITY

PATIENCE = timedelta(minutes=10)
LONGEST_SUBJECT = 255


def depart(state: str) -> None:
    """Somebody goes to the provider, and may come back with this state once."""
    session.add(Departure(state_hash=hashed(state), expires_at=now() + PATIENCE))
    session.flush()


def is_back(state: str) -> bool:
    """Whether they may come in with this state, which nobody may after them."""
    this_one = Departure.state_hash == hashed(state), Departure.expires_at > now()
    return changed_rows(delete(Departure).where(*this_one)) == 1


def person_of(provider: Provider, claims: Mapping[str, Any], *, agreed: str = "") -> User:
    """Whose account the claims open; a new one where the portal's rule lets them come in, who
    `agreed` to this edition of the privacy notes. Raises Unproven with the reason."""
    subject = _subject(claims)
    identity = _identity(provider, subject)
    if identity is None:
        identity = _link(_known_or_new(provider, claims, agreed), provider, subject)
    person = identity.user
    _refuse_closed(person)
    identity.last_used_at = now()
    follow_groups(provider, identity, claims)
    session.flush()
    return person


def connect(user: User, provider: Provider, claims: Mapping[str, Any]) -> None:
    """The person who is signed in is the one the claims are about. Raises Conflict where they are
    somebody else's here."""
    identity = _link(user, provider, _subject(claims))
    if identity.user_id != user.id:
        raise Conflict(_("Somebody else signs in with this account. Use another one there."))
    letter_asked.send(user, purpose="elsewhere-on", path=SECURITY)


def disconnect(user: User, uid: UUID) -> None:
    """Forget who they are at a provider. Raises NotFound for what is not theirs, Conflict where
    they could not come in any more."""
    hold(f"ways of {user.id}")
    session.refresh(user)
    theirs = list(identities_of(user))
    found = next((each for each in theirs if each.uid == uid), None)
    if found is None:
        raise NotFound(_("This is not connected any more."))
    if user.password_hash is None and len(theirs) == 1 and not passkeys_of(user):
        raise Conflict(
            _("It is the only thing you sign in with. Choose a password first, then come back.")
        )
    session.delete(found)
    record(user, "identity.unlink", user, before={"provider": found.issuer})
    letter_asked.send(user, purpose="elsewhere-off", path=SECURITY)
    session.flush()


def identities_of(user: User) -> list[Identity]:
    theirs = select(Identity).where(Identity.user_id == user.id).order_by(Identity.id)
    return list(session.scalars(theirs))


def note_refused(provider: Provider, reason: str) -> None:
    """Keep that somebody who came back was not let in, and why in one word."""
    record(None, "session.refuse-elsewhere", provider, after={"reason": reason})


def _identity(provider: Provider, subject: str) -> Identity | None:
    this_one = Identity.issuer == provider.issuer, Identity.subject == subject
    return session.scalar(select(Identity).where(*this_one))


def _link(user: User, provider: Provider, subject: str) -> Identity:
    """The identity, which is this user's unless the key says it is somebody's already."""
    values = {"user_id": user.id, "issuer": provider.issuer, "subject": subject}
    if changed_rows(insert_new(Identity), values) == 1:
        record(user, "identity.link", user, after={"provider": provider.issuer})
    found = _identity(provider, subject)
    assert found is not None  # just put in, or what kept it out
    return found


def _known_or_new(provider: Provider, claims: Mapping[str, Any], agreed: str) -> User:
    address = held(_proven_address(claims))
    speaks = domain_of(email_key(address)) in provider.domains
    known = by_email(address)
    if known is not None:
        _refuse_closed(known)
        _refuse_to_hand_over(known, provider, speaks=speaks)
    if (known is None or known.confirmed_at is None) and not may_sign_up(email_key(address)):
        raise Unproven("rule", _("People come in here by invitation, or with another address."))
    if known is None or known.confirmed_at is None:
        _refuse_without_notes(agreed)
    if known is None:
        known = add_person(address, name=_name(claims, address))
    if known.confirmed_at is None:
        # Whoever typed a password before had not proven that the address is theirs.
        known.password_hash = None
        rename(known, known.name or _name(claims, address))
        come_in(known, speaks_for_domain=speaks)
        agree(known, edition())
    else:
        letter_asked.send(known, purpose="elsewhere-on", path=SECURITY)
    return known


def _refuse_without_notes(agreed: str) -> None:
    """Its page sends the edition that stood there: the notes may have been changed meanwhile."""
    if edition() and agreed != edition():
        raise Unproven("notes", _("The privacy notes were changed just now. Read them again."))


def _refuse_to_hand_over(known: User, provider: Provider, *, speaks: bool) -> None:
    at_this_one = [each for each in identities_of(known) if each.issuer == provider.issuer]
    if speaks and known.role is not Role.ADMIN and not at_this_one:
        return
    raise Unproven(
        "known",
        _(
            "There is an account with this address already. Sign in as you did so far, then "
            "connect %(name)s under “Signing in”.",
            name=provider.name,
        ),
    )


def _refuse_closed(person: User) -> None:
    if person.deactivated_at is not None:
        raise Unproven("closed", _("This account is closed. Ask whoever looks after the portal."))


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or "\0" in subject:
        raise Unproven("subject", _("What came back does not say who you are there."))
    return subject


def _proven_address(claims: Mapping[str, Any]) -> str:
    """Raises Unproven, unless they say that it is verified: true, and not a word like it."""
    address = claims.get("email")
    if claims.get("email_verified") is True and isinstance(address, str):
        try:
            return checked_address(address)
        except Invalid:
            pass
    raise Unproven(
        "email", _("What came back names no e-mail address that was verified as yours there.")
    )


def _name(claims: Mapping[str, Any], address: str) -> str:
    """A letter may greet with this name: it must not be a way to send strangers a link."""
    said = claims.get("name")
    name = one_line(said)[:80] if isinstance(said, str) else ""
    is_plain = name and not {"/", "@"} & set(name)
    return name if is_plain else address.partition("@")[0]
