"""Who is in the group of people that a council's boards are open to: those with a seat, for as long
as its term lasts. Boards then end the access by themselves, as pages of the council do."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select

from app.core.db import session
from app.councils.models import Council, Seat, SeatState
from app.people.models import Group, GroupMember


def make_group() -> Group:
    """An empty one. Its name says nothing: it would tell that there is such a council."""
    uid = uuid4()
    group = Group(uid=uid, name=f"council {uid}", is_by_hand=False)
    session.add(group)
    session.flush()
    return group


def let_in(seat: Seat, council: Council) -> None:
    """For the term of this seat, whatever access its person had before."""
    kept = _access_of(seat, council)
    if seat.state is not SeatState.ACTIVE:
        if kept is not None:
            session.delete(kept)
    elif kept is None:
        entry = GroupMember(group_id=council.group_id, user_id=seat.user_id)
        entry.starts_at, entry.ends_at = seat.starts_at, seat.ends_at
        session.add(entry)
    else:
        kept.starts_at, kept.ends_at = seat.starts_at, seat.ends_at
    session.flush()


def file_away(seat: Seat) -> None:
    """One whose time is over makes room for the next of the same person."""
    was_held = seat.state is SeatState.ACTIVE
    seat.state = SeatState.ALUMNI if was_held else SeatState.DECLINED
    session.flush()


def _access_of(seat: Seat, council: Council) -> GroupMember | None:
    theirs = select(GroupMember).where(
        GroupMember.group_id == council.group_id, GroupMember.user_id == seat.user_id
    )
    return session.scalar(theirs)
