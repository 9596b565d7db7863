"""Letting a person in who has proven who they are, whichever way they came.

Whoever set up an authenticator app is first asked for its code. Until it fits nobody is signed in:
Flask's signed cookie keeps who stands at the door, for ten minutes and as long as the password
stays the same.
"""

from __future__ import annotations

from datetime import timedelta

from flask import session as cookie
from flask import url_for
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session
from app.core.web.requests import safe_next
from app.people.models import User
from app.people.secret import hashed
from app.people.service.passkeys import has_passkey
from app.people.service.second_factor import has_second_factor
from app.people.session import WAITING, is_strong, open_session, renew_session

PATIENCE = timedelta(minutes=10)


def arrive(user: User, *, onward: str, is_strong: bool = False) -> str:
    """Where to go from here, one thing having been proven, or more where that `is_strong`. Call
    inside writing()."""
    if is_strong or not has_second_factor(user):
        open_session(user, is_strong=is_strong)
        return onward
    cookie.clear()
    cookie[WAITING] = {
        "user": user.id,
        "password": _fingerprint(user),
        "since": now().timestamp(),
        "onward": onward,
    }
    return url_for("people.code")


def stay(user: User) -> None:
    """Keep them signed in, whose sessions ended because a key or an app was taken away: as more
    than one thing as long as one of these is left. Call inside writing()."""
    has_more = has_passkey(user) or has_second_factor(user)
    renew_session(user, is_strong=is_strong() and has_more)


def waiting_at_the_door() -> User | None:
    """Who has proven one thing in this browser and owes the code."""
    waiting = cookie.get(WAITING) or {}
    if now().timestamp() - waiting.get("since", 0) > PATIENCE.total_seconds():
        return None
    user = session.scalar(select(User).where(User.id == waiting["user"]))
    is_same = user is not None and user.is_active and _fingerprint(user) == waiting["password"]
    return user if is_same else None


def led_onward() -> str:
    return safe_next((cookie.get(WAITING) or {}).get("onward"))


def _fingerprint(user: User) -> str:
    return hashed(f"{user.email_key} {user.password_hash}")[:16]
