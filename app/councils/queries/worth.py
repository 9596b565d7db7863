"""What rounds were worth to those who took part."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session
from app.councils.models import Round, Seat, Worth


def worth_to(seat: Seat, of: Round) -> int | None:
    """What this seat said so far."""
    said = select(Worth.score).where(Worth.round_id == of.id, Worth.seat_id == seat.id)
    return session.scalar(said)
