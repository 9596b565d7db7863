"""Signing all devices of a person out."""

from __future__ import annotations

from sqlalchemy import delete

from app.core.db import session
from app.people.models import User, UserSession


def end_sessions(person: User) -> None:
    """For what must be proven anew from now on. Where it is they who ask, the caller opens another
    for the browser they ask with."""
    session.execute(delete(UserSession).where(UserSession.user_id == person.id))
