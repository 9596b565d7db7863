"""Work of `people` outside the request."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select

from app.core.clock import now
from app.core.db import Base, session, writing
from app.core.jobs import hourly
from app.core.settings import read_again
from app.people.models import Departure, OneTimeToken, PasskeyQuestion, UserSession
from app.people.privacy.unconfirmed import forget_unconfirmed
from app.people.session import IDLE

CHUNK = 500


@hourly
def sweep_away() -> None:
    """Delete sessions that ended, one-time links that no longer act, questions to passkeys that
    nobody answered, departures without a way back and people who never came in."""
    moment = now()
    longest_idle = max(IDLE.values())
    has_ended = or_(
        UserSession.expires_at <= moment, UserSession.last_seen_at <= moment - longest_idle
    )
    is_over = or_(OneTimeToken.expires_at <= moment, OneTimeToken.used_at.is_not(None))
    _delete_in_chunks(UserSession, has_ended)
    _delete_in_chunks(OneTimeToken, is_over)
    forget_unconfirmed(moment - timedelta(days=read_again().keep_unconfirmed_days))
    _delete_in_chunks(PasskeyQuestion, PasskeyQuestion.expires_at <= moment)
    _delete_in_chunks(Departure, Departure.expires_at <= moment)


def _delete_in_chunks(table: type[Base], is_past: ColumnElement[bool]) -> None:
    while True:
        ids = session.scalars(select(table.id).where(is_past).limit(CHUNK)).all()
        if not ids:
            return
        with writing():
            session.execute(delete(table).where(table.id.in_(ids)))
