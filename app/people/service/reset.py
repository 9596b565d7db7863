"""A new password for whoever forgot theirs. Hash before writing(): it is slow on purpose."""

from __future__ import annotations

from sqlalchemy import delete

from app.core.clock import now
from app.core.db import session
from app.people.events import letter_asked
from app.people.models import Purpose, User, UserSession
from app.people.queries import by_email
from app.people.service.links import make_link, redeem


def ask_for_reset(email: str) -> None:
    """Send the owner of this address a link to set a password; nothing for an unknown one."""
    user = by_email(email)
    if user is not None and user.deactivated_at is None:
        letter_asked.send(user, purpose="reset", path=reset_path(user))


def reset_path(user: User) -> str:
    """The path of a link with which `user` may set a password, once and soon."""
    return make_link(user, Purpose.RESET)


def set_password(secret: str, *, password_hash: str) -> User:
    """Set the password a letter's link was made for and end all sessions of the person. The link
    came by mail, so it confirms the address too. Raises LinkOver."""
    _link, user = redeem(secret, Purpose.RESET)
    user.password_hash = password_hash
    user.confirmed_at = user.confirmed_at or now()
    user.welcomed_at = user.welcomed_at or now()
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    session.flush()
    return user
