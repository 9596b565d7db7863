"""Who sits in a council."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session
from app.councils.models import Council, Seat, SeatState
from app.people.models import User


def open_seat_of(council: Council, person: User) -> Seat | None:
    """The seat they were offered or hold, whether or not its term began or is over."""
    is_open = Seat.state.in_([SeatState.INVITED, SeatState.ACTIVE])
    theirs = select(Seat).where(Seat.council_id == council.id, Seat.user_id == person.id, is_open)
    return session.scalar(theirs)
