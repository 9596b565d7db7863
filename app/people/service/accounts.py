"""Accounts: asked for, confirmed by a letter, made by an administrator.

Nothing here tells whether an address is known: the answer is always a letter to it.
"""

from __future__ import annotations

from sqlalchemy import select

from app.core.audit import record
from app.core.db import hold, session
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.i18n import _
from app.core.settings import portal
from app.core.text import email_key, one_line
from app.core.unseen import refuse_unseen
from app.people.addresses import checked_address
from app.people.events import letter_asked
from app.people.models import OneTimeToken, Organisation, Purpose, Role, User
from app.people.policy import may_sign_up
from app.people.queries import by_email
from app.people.service.consent import agree
from app.people.service.joining import come_in
from app.people.service.links import make_link, redeem
from app.people.service.naming import rename
from app.people.urls import SIGN_IN


def sign_up(
    name: str, email: str, *, password_hash: str, agreed: str = "", onward: str = "/"
) -> None:
    """Ask for an account. It opens once the letter's link is used, then leads `onward`. `agreed` is
    the edition of the privacy notes they agreed to.

    Name and password travel with the link, and its page asks for that password. So a stranger's
    sign-up with the same address neither spoils the owner's nor lets the stranger in: the owner
    cannot confirm a password they do not know. Raises Forbidden or Invalid where this portal's
    rule asks for an invitation or another address, whether the address is known here or not.
    """
    refuse_by_rule(email)
    address = held(email)
    user = by_email(address) or add_person(address, name=name)
    if user.deactivated_at is not None:
        return
    if user.confirmed_at is not None:
        letter_asked.send(user, purpose="known", path=SIGN_IN)
        return
    user.password_hash = password_hash
    _send_confirmation(user, name=name, onward=onward, agreed=agreed)


def send_confirmation_again(email: str) -> None:
    """Another letter for someone who signed up and has not used the first; else nothing."""
    user = by_email(email)
    if user is None or user.confirmed_at is not None or user.deactivated_at is not None:
        return
    if user.password_hash is not None:
        _send_confirmation(user, name=user.name, onward="/", agreed=_agreed_before(user))


def confirm(secret: str) -> User:
    """Open the account a letter's link was made for, once the password it carries was typed.
    Imported people thereby take over what was imported as theirs. Raises LinkOver."""
    link, user = redeem(secret, Purpose.CONFIRM)
    rename(user, link.carries["name"])
    user.password_hash = link.carries["password_hash"]
    come_in(user)
    agree(user, link.carries.get("agreed", ""))
    return user


def keep_hash(user: User, password_hash: str, *, instead_of: str) -> None:
    """Keep the hash of the same password made with today's effort. Raises Conflict when the
    password was changed since it was checked."""
    if user.password_hash != instead_of or not user.is_active:
        raise Conflict(_("Your password was just changed. Sign in with the new one."))
    user.password_hash = password_hash
    session.flush()


def create_user(
    email: str,
    *,
    role: Role,
    name: str = "",
    organisation: str = "",
    password_hash: str | None = None,
) -> User:
    """An account confirmed at once, for the command line. A new organisation is made as named.

    Raises Conflict when the address is known, Invalid when it is no address, or a name no name.
    """
    refuse_unseen(name=name, organisation=organisation)
    address = held(email)
    if by_email(address) is not None:
        raise Conflict(_("There is already an account for %(email)s.", email=address))
    user = add_person(address, name=one_line(name) or address.partition("@")[0])
    user.role = role
    user.organisation = organisation_called(organisation)
    user.password_hash = password_hash
    come_in(user)
    record(None, "user.create", user, after={"role": role.value})
    return user


def refuse_by_rule(email: str) -> None:
    """Raises Forbidden or Invalid where its owner may not make an account by themselves."""
    if may_sign_up(email_key(checked_address(email))):
        return
    if portal().sign_up == "invited":
        raise Forbidden(
            _("People come in here by invitation. Ask whoever you know at the company.")
        )
    message = _(
        "Accounts here are for addresses of %(domains)s. Others need an invitation.",
        domains=", ".join(portal().sign_up_domains),
    )
    raise Invalid(message, errors={"email": message})


def held(email: str) -> str:
    """The address in its normal form, which no other unit of change makes a person of now."""
    address = checked_address(email)
    hold(f"address {email_key(address)}")
    return address


def add_person(address: str, *, name: str) -> User:
    person = User(email=address, email_key=email_key(address), name=name)
    session.add(person)
    session.flush()
    return person


def _agreed_before(user: User) -> str:
    """What they agreed to when they signed up, which the last letter's link carries."""
    sent = select(OneTimeToken.carries).where(
        OneTimeToken.user_id == user.id, OneTimeToken.purpose == Purpose.CONFIRM
    )
    carried = session.scalar(sent.order_by(OneTimeToken.id.desc()).limit(1)) or {}
    return str(carried.get("agreed", ""))


def _send_confirmation(user: User, *, name: str, onward: str, agreed: str) -> None:
    path = make_link(
        user,
        Purpose.CONFIRM,
        name=name,
        password_hash=user.password_hash,
        onward=onward,
        agreed=agreed,
    )
    letter_asked.send(user, purpose="confirm", path=path)


def organisation_called(name: str) -> Organisation | None:
    wanted = one_line(name)
    if not wanted:
        return None
    known = session.scalar(select(Organisation).where(Organisation.name == wanted))
    if known is None:
        known = Organisation(name=wanted)
        session.add(known)
        session.flush()
    return known
