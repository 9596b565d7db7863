"""One's own way in: another password, and signing devices out."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, update

from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.sealing import mark_of
from app.core.text import email_key
from app.people.events import letter_asked
from app.people.models import OneTimeToken, Purpose, User, UserSession
from app.people.queries import by_email
from app.people.service.sessions import end_sessions
from app.people.urls import FORGOT


def change_password(user: User, password_hash: str) -> None:
    """Set another password. All sessions end, links for a new password or address with them; the
    caller opens a new one for the browser that asked. Hash before writing(): it is slow on
    purpose."""
    user.password_hash = password_hash
    end_sessions(user)
    session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.user_id == user.id,
            OneTimeToken.purpose.in_((Purpose.RESET, Purpose.ADDRESS)),
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=now())
    )
    record(user, "user.password", user)
    letter_asked.send(user, purpose="changed", path=FORGOT)


def end_session(user: User, uid: UUID) -> None:
    """Sign one of their devices out. Raises NotFound for what is not theirs or is over."""
    theirs = delete(UserSession).where(UserSession.user_id == user.id, UserSession.uid == uid)
    if session.scalar(theirs.returning(UserSession.id)) is None:
        raise NotFound(_("This device is signed out already."))
    record(user, "session.end", user)


def end_other_sessions(user: User, *, present: int) -> None:
    """Sign all their devices out but the `present` one."""
    theirs = delete(UserSession).where(UserSession.user_id == user.id)
    session.execute(theirs.where(UserSession.id != present))
    record(user, "session.end_others", user)


def note_refused_sign_in(email: str) -> None:
    """Keep that a password did not fit. An address nobody has here may be somebody's elsewhere, and
    the log is for good: all it tells is whether the same one was tried again."""
    user = by_email(email)
    record(None, "session.refuse", user or f"address:{mark_of(email_key(email))}")
