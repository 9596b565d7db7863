"""Signing in with a link sent by mail, instead of a password."""

from __future__ import annotations

from app.people.events import entered, letter_asked
from app.people.models import Purpose, User
from app.people.policy import may_sign_up
from app.people.queries import by_email
from app.people.service.consent import agree
from app.people.service.joining import come_in
from app.people.service.links import make_link, redeem


def ask_for_link(email: str, *, onward: str) -> None:
    """Send the owner of this address a link that signs them in and leads them `onward`; nothing
    for an unknown one."""
    user = by_email(email)
    if user is None or user.deactivated_at is not None:
        return
    # Whoever has not been in yet would come in this way.
    if user.confirmed_at is not None or may_sign_up(user.email_key or ""):
        path = make_link(user, Purpose.ENTER, onward=onward)
        letter_asked.send(user, purpose="enter", path=path)


def enter(secret: str, *, agreed: str = "") -> tuple[User, str]:
    """Who proves with this link that they read the mail of their address, and where they were
    heading; `agreed` is the edition of the privacy notes they agreed to. Raises LinkOver."""
    link, user = redeem(secret, Purpose.ENTER)
    if user.confirmed_at is None:
        # Whoever typed a password before had not proven that the address is theirs.
        user.password_hash = None
    come_in(user)
    agree(user, agreed)
    return user, str(link.carries["onward"])


def announce(user: User, onward: str) -> None:
    """They are signed in, on their way `onward`."""
    entered.send(user, onward=onward)
