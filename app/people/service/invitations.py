"""Asking people in: a link for one address, with a role that its inviter chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, select, update

from app.core.audit import record
from app.core.clock import now
from app.core.db import hold, session
from app.core.errors import Conflict, Forbidden
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


def invite_to_sit(address: str, *, actor: User) -> User:
    """Whoever has this address, for a seat that somebody on staff may offer. Who never came in is
    sent a link as a customer, unless they hold one that acts. Raises Forbidden for others than
    staff."""
    if not _may_offer_seats(actor):
        raise Forbidden(_("Only somebody on staff invites people to sit in a board."))
    hold(f"address {email_key(address)}")
    person = by_email(address)
    if person is None or _never_came(person):
        return _invite(address, role=Role.CUSTOMER, actor=actor, to_sit=True).person
    return person


def take_back_seat(person: User) -> None:
    """End the link they were sent for a seat that is offered no longer."""
    links = session.scalars(_open_invitations(person.id)).all()
    if any(link.carries.get("to_sit") for link in links):
        _end_invitations(person.id)


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
    if inviter is None or not _may_still(inviter, role, to_sit=bool(link.carries.get("to_sit"))):
        raise link_over()
    rename(person, name)
    person.password_hash, person.role = password_hash, role
    person.version += 1
    come_in(person)
    agree(person, agreed)
    record(inviter, "user.come_in", person, after={"role": role.value})
    return person


def _may_offer_seats(actor: User) -> bool:
    return actor.is_staff and actor.is_active


def _may_still(inviter: User, role: Role, *, to_sit: bool) -> bool:
    """Whether what they sent then would be theirs to send now."""
    is_for_a_seat = to_sit and role is Role.CUSTOMER
    return may_invite(inviter, role) or (is_for_a_seat and _may_offer_seats(inviter))


def _never_came(person: User) -> bool:
    is_unknown = person.confirmed_at is None and person.deactivated_at is None
    return is_unknown and session.scalar(_open_invitations(person.id).limit(1)) is None


def _invite(address: str, *, role: Role, actor: User, to_sit: bool = False) -> Invited:
    person = by_email(address)
    if person is None:
        person = User(email=address, email_key=email_key(address))
        session.add(person)
        session.flush()
    if person.confirmed_at is not None or person.deactivated_at is not None:
        raise Conflict(_("There is already an account for %(email)s.", email=address))
    _end_invitations(person.id)
    carried = {"role": role.value, "by": actor.id, **({"to_sit": True} if to_sit else {})}
    path = make_link(person, Purpose.INVITE, **carried)
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
