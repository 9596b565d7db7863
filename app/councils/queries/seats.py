"""Who sits in a council."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.councils.models import Council, Seat, SeatKind, SeatState
from app.people.models import User

MOST = 500
ORDER = (SeatKind.CHAIR, SeatKind.MEMBER, SeatKind.OBSERVER, SeatKind.HOST)


def kept_seat_of(council: Council, person: User) -> Seat | None:
    """The seat they were offered or hold, whether or not its term began or is over."""
    is_kept = Seat.state.in_([SeatState.INVITED, SeatState.ACTIVE])
    theirs = select(Seat).where(Seat.council_id == council.id, Seat.user_id == person.id, is_kept)
    return session.scalar(theirs)


def last_end_of(council: Council, person: User) -> datetime | None:
    """When their latest term that is filed away ended, or None. One that was ended before it began
    took no time."""
    filed = Seat.state.in_([SeatState.ALUMNI, SeatState.WITHDRAWN])
    theirs = select(func.max(Seat.ends_at)).where(
        Seat.council_id == council.id, Seat.user_id == person.id, filed
    )
    theirs = theirs.where(Seat.ends_at > Seat.starts_at)
    return session.scalar(theirs)


def seated(council: Council) -> Sequence[Seat]:
    """Those whose term runs, chairs first, then by name, with person and organisation."""
    place = case({kind.value: at for at, kind in enumerate(ORDER)}, value=Seat.kind)
    found = (
        select(Seat)
        .join(Seat.user)
        .where(Seat.council_id == council.id, Seat.is_current())
        .options(contains_eager(Seat.user), joinedload(Seat.organisation))
        .order_by(place, User.name, Seat.id)
    )
    return session.scalars(found.limit(MOST)).all()


def sat_since(council: Council, since: datetime) -> Sequence[Seat]:
    """Those who answer ballots and whose term ran at any time since then, as in `seated`; whose
    term is over come last."""
    held = Seat.state.in_([SeatState.ACTIVE, SeatState.ALUMNI, SeatState.WITHDRAWN])
    ran = or_(Seat.ends_at.is_(None), and_(Seat.ends_at > since, Seat.ends_at > Seat.starts_at))
    found = (
        select(Seat)
        .join(Seat.user)
        .where(Seat.council_id == council.id, held, Seat.starts_at <= now(), ran)
        .where(Seat.kind.in_([kind for kind in SeatKind if kind.answers_ballots]))
        .options(contains_eager(Seat.user), joinedload(Seat.organisation))
        .order_by(~Seat.is_current(), User.name, Seat.id)
    )
    return session.scalars(found.limit(MOST)).all()


def all_seats(council: Council) -> Sequence[Seat]:
    """Every seat there ever was, for hosts: the latest first."""
    everyone = (
        select(Seat)
        .where(Seat.council_id == council.id)
        .options(joinedload(Seat.user), joinedload(Seat.organisation))
        .order_by(Seat.starts_at.desc(), Seat.id.desc())
    )
    return session.scalars(everyone.limit(MOST)).all()


def terms_of(seat: Seat) -> Sequence[Seat]:
    """All terms of whoever holds it in its council, this one among them, the latest first."""
    theirs = select(Seat).where(Seat.council_id == seat.council_id, Seat.user_id == seat.user_id)
    return session.scalars(theirs.order_by(Seat.starts_at.desc(), Seat.id.desc())).all()


def one_seat(council: Council, uid: UUID) -> Seat:
    """With its person. Raises NotFound for one of another council."""
    named = select(Seat).where(Seat.council_id == council.id, Seat.uid == uid)
    found = session.scalar(named.options(joinedload(Seat.user), joinedload(Seat.organisation)))
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found
