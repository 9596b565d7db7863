"""Councils as one reader may know of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select, true
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.db import database, session
from app.councils.models import Council, Existence, Seat, SeatKind
from app.councils.policy import Standing, is_admin, refuse_unknown
from app.people.models import Reader, User

A_MINUTE = timedelta(minutes=1)
# By database: which have councils, and when the others were last seen to have none.
_with_some: set[str] = set()
_none_at: dict[str, datetime] = {}
_HAS_A_SEAT = select(exists().where(Seat.user_id == bindparam("user"), Seat.is_open()))


def standing_in(slug: str, *, reader: Reader) -> Standing:
    """The council at this address and how the reader stands to it, in one statement. Raises
    NotFound, alike for a hidden one and one that does not exist."""
    found = session.execute(
        select(Council, Seat)
        .outerjoin(Seat, _their_open_seat(reader))
        .options(joinedload(Council.sponsor))
        .where(Council.slug == slug)
    ).one_or_none()
    return refuse_unknown(Standing(found[0], found[1], is_admin(reader)) if found else None)


def councils_for(reader: Reader) -> list[Standing]:
    """All this reader may know of, by name, closed ones last."""
    may_know = or_(Council.existence == Existence.PUBLIC, Seat.id.is_not(None))
    known = (
        select(Council, Seat)
        .outerjoin(Seat, _their_open_seat(reader))
        .where(true() if is_admin(reader) else may_know)
        .order_by(Council.archived_at.is_not(None), Council.name, Council.id)
    )
    return [Standing(council, seat, is_admin(reader)) for council, seat in session.execute(known)]


def has_a_seat(reader: Reader) -> bool:
    """Whether they sit in any council, or are asked to: every page's menu asks."""
    if reader.id is None or not are_there_any():
        return False
    return bool(session.scalar(_HAS_A_SEAT, {"user": reader.id}))


def are_there_any() -> bool:
    """Whether the portal has councils, as it was at most a minute ago. They never go away."""
    moment, database_url = now(), str(database.engine.url)
    if database_url in _with_some:
        return True
    none_at = _none_at.get(database_url, moment - A_MINUTE)
    if not timedelta() <= moment - none_at < A_MINUTE:
        _none_at[database_url] = moment
        if session.scalar(select(exists().where(Council.id > 0))):
            _with_some.add(database_url)
    return database_url in _with_some


def may_found(reader: Reader) -> bool:
    """Administrators, and who hosts a council already."""
    if is_admin(reader):
        return True
    hosts = and_(Seat.user_id == reader.id, Seat.kind == SeatKind.HOST, Seat.is_current())
    return bool(reader.is_staff and session.scalar(select(exists().where(hosts))))


def hosts_of(council: Council) -> Sequence[User]:
    """By name."""
    hosting = (
        select(User)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.council_id == council.id, Seat.kind == SeatKind.HOST, Seat.is_current())
    )
    return session.scalars(hosting.order_by(User.name, User.id)).all()


def hosted_by(person: User) -> Sequence[Council]:
    """By name, those that were not closed."""
    hosting = (
        select(Council)
        .join(Seat, Seat.council_id == Council.id)
        .where(Seat.user_id == person.id, Seat.kind == SeatKind.HOST, Seat.is_current())
        .where(Council.archived_at.is_(None))
    )
    return session.scalars(hosting.order_by(Council.name, Council.id)).all()


def _their_open_seat(reader: Reader) -> ColumnElement[bool]:
    """At most one: the unique key says so. Only staff host, whatever seat somebody still has."""
    may_hold = true() if reader.is_staff else Seat.kind != SeatKind.HOST
    return and_(Seat.council_id == Council.id, Seat.user_id == reader.id, Seat.is_open(), may_hold)
