"""Asking people in: a link for one address, with a role that its inviter chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, select, update

from app.core.audit import record
from app.core.clock import now
from app.core.db import hold, session
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.text import email_key
from app.people.events import letter_asked
from app.people.models import OneTimeToken, Purpose, Role, User
from app.people.policy import may_invite, refuse_invitation
from app.people.queries import by_email
from app.people.service.consent import agree
from app.people.service.joining import come_in
from app.people.service.links import link_over, make_link, redeem
from app.people.service.naming import rename


class Invited(NamedTuple):
    """`path` is the link's, to be shown once: only a hash of its secret is kept."""

    person: User
    path: str


def invite(addresses: Sequence[str], *, role: Role, actor: User) -> list[Invited]:
    """Send each address a link; older ones to it end. Raises Forbidden for a role that is not
    this actor's to give, Conflict naming an address that has an account."""
    refuse_invitation(role, actor=actor)
    # All of them first and in one order, so that no two units ever wait for each other.
    for key in sorted({email_key(address) for address in addresses}):
        hold(f"address {key}")
    return [_invite(address, role=role, actor=actor) for address in sorted(addresses)]


def withdraw_invitation(person: User, *, actor: User) -> None:
    """End the person's open invitations. Raises Forbidden for one that is not this actor's to
    give."""
    for link in session.scalars(_open_invitations(person.id)):
        refuse_invitation(Role(link.carries["role"]), actor=actor)
    _end_invitations(person.id)
    record(actor, "user.withdraw_invitation", person)


def accept(secret: str, *, name: str, password_hash: str, agreed: str = "") -> User:
    """Open the account that an invitation is for, in the role it names; `agreed` is the edition of
    the privacy notes they agreed to. Raises LinkOver, also
    where who sent it may no longer give that role."""
    link, person = redeem(secret, Purpose.INVITE)
    role = Role(link.carries["role"])
    inviter = session.get(User, link.carries["by"])
    if inviter is None or not may_invite(inviter, role):
        raise link_over()
    rename(person, name)
    person.password_hash, person.role = password_hash, role
    person.version += 1
    come_in(person)
    agree(person, agreed)
    record(inviter, "user.come_in", person, after={"role": role.value})
    return person


def _invite(address: str, *, role: Role, actor: User) -> Invited:
    person = by_email(address)
    if person is None:
        person = User(email=address, email_key=email_key(address))
        session.add(person)
        session.flush()
    if person.confirmed_at is not None or person.deactivated_at is not None:
        raise Conflict(_("There is already an account for %(email)s.", email=address))
    _end_invitations(person.id)
    path = make_link(person, Purpose.INVITE, role=role.value, by=actor.id)
    letter_asked.send(person, purpose="invite", path=path, by=actor.name)
    record(actor, "user.invite", person, after={"role": role.value})
    return Invited(person, path)


def _end_invitations(person_id: int) -> None:
    session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.user_id == person_id,
            OneTimeToken.purpose == Purpose.INVITE,
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=now())
    )


def _open_invitations(person_id: int) -> Select[OneTimeToken]:
    return select(OneTimeToken).where(
        OneTimeToken.user_id == person_id,
        OneTimeToken.purpose == Purpose.INVITE,
        OneTimeToken.used_at.is_(None),
    )
