"""A new password for whoever forgot theirs. Hash before writing(): it is slow on purpose."""

from __future__ import annotations

from app.core.audit import record
from app.people.events import letter_asked
from app.people.models import Purpose, User
from app.people.policy import may_sign_up
from app.people.queries import by_email
from app.people.service.consent import agree
from app.people.service.joining import come_in
from app.people.service.links import make_link, redeem
from app.people.service.sessions import end_sessions


def ask_for_reset(email: str) -> None:
    """Send the owner of this address a link to set a password; nothing for an unknown one."""
    user = by_email(email)
    if user is None or user.deactivated_at is not None:
        return
    # Whoever has not been in yet would come in this way.
    if user.confirmed_at is not None or may_sign_up(user.email_key or ""):
        letter_asked.send(user, purpose="reset", path=reset_path(user))


def reset_path(user: User, *, onward: str = "/") -> str:
    """The path of a link with which `user` may set a password, once and soon, and go `onward`."""
    return make_link(user, Purpose.RESET, onward=onward)


def set_password(secret: str, *, password_hash: str, agreed: str = "") -> User:
    """Set the password a letter's link was made for and end all sessions of the person. The link
    came by mail, so it confirms the address too; `agreed` is the edition of the privacy notes they
    agreed to, who come in that way. Raises LinkOver."""
    _link, user = redeem(secret, Purpose.RESET)
    user.password_hash = password_hash
    come_in(user)
    agree(user, agreed)
    end_sessions(user)
    record(user, "user.reset_password", user)
    return user
