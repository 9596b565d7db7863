"""What people of councils are to be reminded of now, and were not yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.clock import now
from app.core.db import session
from app.councils.models import (
    Action,
    Candidate,
    Council,
    Matter,
    Minutes,
    MinutesStage,
    Reminder,
    Round,
    RoundKind,
    Seat,
    SeatState,
)
from app.councils.queries.find import hosts_of
from app.councils.queries.meeting import minutes_due_at
from app.councils.queries.seats import seated
from app.councils.queries.turnout import turnout_of
from app.councils.terms import end_of, today
from app.people.models import User

DAY = timedelta(days=1)
UNANSWERED = 7 * DAY  # since the invitation
BEFORE_MEETING = 7 * DAY
BEFORE_CLOSING = {Matter.CLOSING: 3 * DAY, Matter.LAST_DAY: DAY}
AFTER_CLOSING = 7 * DAY  # later nobody is told of results any more
BEFORE_MINUTES = DAY
BEFORE_ACTION = 7 * DAY
AGES = (30 * DAY, 60 * DAY, 90 * DAY)
BEFORE_END_OF_TERM = 30 * DAY


class Due(NamedTuple):
    """`occasion` is the moment that came near, of what `about` names."""

    matter: Matter
    council: Council
    about: UUID
    occasion: datetime
    people: Sequence[User]


def everything_due() -> list[Due]:
    """Read alone: who was reminded of it meanwhile is found out when it is told."""
    found = [*_seats_due(), *_meetings_due(), *_closing_due(), *_closed_due()]
    return [*found, *_minutes_due(), *_actions_due(), *_old_actions_due()]


def _seats_due() -> Iterator[Due]:
    """Invitations nobody answered, and terms that end."""
    moment = now()
    asked = and_(
        Seat.state == SeatState.INVITED,
        Seat.is_open(),
        Seat.created_at <= moment - UNANSWERED,
        ~_was_reminded(Matter.INVITED, Seat.uid, Seat.starts_at),
    )
    for seat in _seats(asked):
        yield Due(Matter.INVITED, seat.council, seat.uid, seat.starts_at, [seat.user])
    for matter in (Matter.TERM_ENDS, Matter.A_TERM_ENDS):
        ends = and_(
            Seat.is_current(),
            Seat.ends_at <= moment + BEFORE_END_OF_TERM,
            ~_was_reminded(matter, Seat.uid, Seat.ends_at),
        )
        for seat in _seats(ends):
            assert seat.ends_at is not None
            is_own = matter is Matter.TERM_ENDS
            people = [seat.user] if is_own else hosts_of(seat.council)
            yield Due(matter, seat.council, seat.uid, seat.ends_at, people)


def _meetings_due() -> Iterator[Due]:
    """Something to read a week before the meeting, for whoever could read it longer than that."""
    near = and_(
        Round.meets_at > now(),
        Round.meets_at <= now() + BEFORE_MEETING,
        Round.called_off_at.is_(None),
        ~_was_reminded(Matter.PRE_READ, Round.uid, Round.meets_at),
    )
    for of in _rounds(near):
        assert of.meets_at is not None
        if of.pre_read_at is not None and of.pre_read_at < of.meets_at - BEFORE_MEETING:
            yield Due(Matter.PRE_READ, of.council, of.uid, of.meets_at, _everybody(of))


def _closing_due() -> Iterator[Due]:
    """For members who have not answered everything yet."""
    for matter, before in BEFORE_CLOSING.items():
        near = and_(
            Round.closes_at > now(),
            Round.closes_at <= now() + before,
            Round.opened_at.is_not(None),
            ~_was_reminded(matter, Round.uid, Round.closes_at),
        )
        for of in _rounds(near):
            assert of.closes_at is not None
            assert of.opened_at is not None
            if of.opened_at < of.closes_at - before:
                yield Due(matter, of.council, of.uid, of.closes_at, _still_owing(of))


def _closed_due() -> Iterator[Due]:
    closed = and_(
        Round.opened_at.is_not(None),
        Round.closes_at <= now(),
        Round.closes_at > now() - AFTER_CLOSING,
        or_(Round.kind == RoundKind.TEST, exists().where(Candidate.round_id == Round.id)),
        ~_was_reminded(Matter.CLOSED, Round.uid, Round.closes_at),
    )
    for of in _rounds(closed):
        assert of.closes_at is not None
        yield Due(Matter.CLOSED, of.council, of.uid, of.closes_at, _everybody(of))


def _minutes_due() -> Iterator[Due]:
    """For hosts, of meetings whose minutes are not out."""
    is_out = and_(Minutes.round_id == Round.id, Minutes.stage == MinutesStage.PUBLISHED)
    met = and_(
        Round.meets_at <= now(),
        Round.meets_at > now() - 30 * DAY,
        Round.called_off_at.is_(None),
        ~exists().where(is_out),
        ~exists().where(Reminder.matter == Matter.MINUTES_DUE, Reminder.about == Round.uid),
    )
    for of in _rounds(met):
        due_at = minutes_due_at(of)
        if due_at is not None and due_at <= now() + BEFORE_MINUTES:
            yield Due(Matter.MINUTES_DUE, of.council, of.uid, due_at, hosts_of(of.council))


def _actions_due() -> Iterator[Due]:
    near = and_(
        Action.due_on <= today() + BEFORE_ACTION,
        ~exists().where(Reminder.matter == Matter.ACTION_DUE, Reminder.about == Action.uid),
    )
    for action in _open_actions(near):
        council, occasion = action.round.council, end_of(action.due_on)
        yield Due(Matter.ACTION_DUE, council, action.uid, occasion, [action.owner])


def _old_actions_due() -> Iterator[Due]:
    """What is open 30, 60 and 90 days after it was agreed on: for whoever does it, and for hosts in
    other words."""
    for action in _open_actions(Action.created_at <= now() - AGES[0]):
        came = [action.created_at + age for age in AGES if action.created_at + age <= now()]
        latest, council = came[-1], action.round.council
        if not session.scalar(select(_was_reminded(Matter.ACTION_AGED, action.uid, latest))):
            hosts = [host for host in hosts_of(council) if host.id != action.owner_id]
            yield Due(Matter.ACTION_AGED, council, action.uid, latest, [action.owner])
            yield Due(Matter.AN_ACTION_AGED, council, action.uid, latest, hosts)


def _was_reminded(matter: Matter, about: Any, occasion: Any) -> ColumnElement[bool]:
    return exists().where(
        Reminder.matter == matter, Reminder.about == about, Reminder.occasion == occasion
    )


def _seats(wanted: ColumnElement[bool]) -> Sequence[Seat]:
    found = select(Seat).join(Seat.council).where(wanted, Council.archived_at.is_(None))
    found = found.options(contains_eager(Seat.council), joinedload(Seat.user))
    return session.scalars(found.order_by(Seat.id)).all()


def _rounds(wanted: ColumnElement[bool]) -> Sequence[Round]:
    """Of councils that are open; no drafts."""
    is_seen = or_(Round.pre_read_at.is_not(None), Round.opened_at.is_not(None))
    found = select(Round).join(Round.council)
    found = found.where(wanted, is_seen, Council.archived_at.is_(None))
    return session.scalars(found.options(contains_eager(Round.council)).order_by(Round.id)).all()


def _open_actions(wanted: ColumnElement[bool]) -> Sequence[Action]:
    """Of rounds whose minutes are out."""
    is_out = and_(Minutes.round_id == Action.round_id, Minutes.stage == MinutesStage.PUBLISHED)
    found = (
        select(Action)
        .join(Action.round)
        .join(Round.council)
        .where(wanted, Action.done_at.is_(None), Council.archived_at.is_(None))
        .where(exists().where(is_out))
        .options(contains_eager(Action.round).contains_eager(Round.council))
        .options(joinedload(Action.owner))
        .order_by(Action.id)
    )
    return session.scalars(found).all()


def _everybody(of: Round) -> list[User]:
    return [seat.user for seat in seated(of.council)]


def _still_owing(of: Round) -> list[User]:
    return [seat.user for seat in turnout_of(of).owing]
