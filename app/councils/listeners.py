"""What people and their organisations do to seats."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.councils.models import Seat, SeatKind, SeatState
from app.councils.service.seats import end_for, end_for_erased, end_hosting
from app.people.events import being_erased, being_merged, moved, role_changed
from app.people.models import User


@moved.connect
def end_seats_of_those_who_moved(user_ids: Sequence[int]) -> None:
    """A seat belongs to who somebody is where they work; hosts stay."""
    for seat in _kept_seats(user_ids):
        if seat.kind is not SeatKind.HOST:
            end_for(seat.user, seat, seat.council)


@role_changed.connect
def end_hosting_of_those_off_staff(person: User, actor: User | None) -> None:
    """Another host goes on, and where there is none, administrators do until they name one."""
    if person.is_staff:
        return
    for seat in _kept_seats([person.id]):
        if seat.kind is SeatKind.HOST:
            end_hosting(seat, seat.council, actor=actor)


@being_erased.connect
def end_seats_of_the_erased(person: User) -> None:
    for seat in _kept_seats([person.id]):
        end_for_erased(seat, seat.council)


@being_merged.connect
def sit_once(person: User, into: User) -> None:
    """Of two seats in one council, that of the account that stays is kept."""
    taken = {seat.council_id for seat in _kept_seats([into.id])}
    for seat in _kept_seats([person.id]):
        if seat.council_id in taken:
            end_for_erased(seat, seat.council)


def _kept_seats(user_ids: Sequence[int]) -> Sequence[Seat]:
    kept = select(Seat).where(
        Seat.user_id.in_(user_ids), Seat.state.in_([SeatState.INVITED, SeatState.ACTIVE])
    )
    return session.scalars(kept.options(joinedload(Seat.council), joinedload(Seat.user))).all()
