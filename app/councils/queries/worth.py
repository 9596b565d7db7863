"""What rounds were worth to those who took part."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from sqlalchemy import select

from app.core.db import session
from app.councils.models import Round, Seat, Worth
from app.councils.results import FEWEST, Spread, spread_of


def worth_to(seat: Seat, of: Round) -> int | None:
    """What this seat said so far."""
    said = select(Worth.score).where(Worth.round_id == of.id, Worth.seat_id == seat.id)
    return session.scalar(said)


def worth_of(round_ids: Collection[int]) -> Spread:
    """To everybody together, each person once a round. Of few people, however often they were
    asked, only how many figures there are is told: their middle is what somebody said."""
    given = select(Worth.round_id, Seat.user_id, Worth.score).join(Seat, Seat.id == Worth.seat_id)
    given = given.where(Worth.round_id.in_(round_ids)).order_by(Worth.seat_id)
    figures = {(row[0], row[1]): Fraction(row[2]) for row in session.execute(given)}
    people = {person for _round, person in figures}
    return spread_of([*figures.values()]) if len(people) >= FEWEST else Spread(len(figures))
