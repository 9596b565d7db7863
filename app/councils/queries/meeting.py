"""What a round came to: its minutes, who was there, what was advised, who does what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.calendar import working_days_after
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.settings import portal
from app.councils.models import (
    Action,
    Adoption,
    Attendance,
    Candidate,
    Council,
    Decision,
    Minutes,
    MinutesStage,
    Round,
    Seat,
    SeatKind,
    SeatState,
)
from app.councils.policy import Standing, may_read_minutes
from app.councils.terms import day_of, end_of
from app.people.models import User

DAYS_FOR_MINUTES = 5


def minutes_of(of: Round) -> Minutes | None:
    kept = select(Minutes).where(Minutes.round_id == of.id)
    return session.scalar(kept.options(joinedload(Minutes.reviewed_by)))


def minutes_for(standing: Standing, of: Round) -> Minutes:
    """Raises NotFound for what is not there or not theirs to read yet."""
    found = minutes_of(of)
    if found is None or not may_read_minutes(standing, found):
        raise NotFound(_("There is nothing at this address."))
    return found


def open_minutes(standing: Standing, rounds: Iterable[Round]) -> dict[int, Minutes | None]:
    """What is written on each page of minutes that this reader may open, by the id of its round.
    Hosts open it before anything is written: advice and actions are taken down there."""
    ended = [each.id for each in rounds if each.has_ended]
    written = select(Minutes).where(Minutes.round_id.in_(ended))
    written = written.options(joinedload(Minutes.reviewed_by))
    found = {each.round_id: each for each in session.scalars(written)}
    if standing.is_host:
        return {key: found.get(key) for key in ended}
    return {key: each for key, each in found.items() if may_read_minutes(standing, each)}


def are_minutes_out(of: Round) -> bool:
    """Whether everybody in the council reads them."""
    is_out = and_(Minutes.round_id == of.id, Minutes.stage == MinutesStage.PUBLISHED)
    return bool(session.scalar(select(exists().where(is_out))))


def refuse_before_its_end(of: Round) -> None:
    """Raises NotFound until the round has met, or closed."""
    if not of.has_ended:
        raise NotFound(_("There is nothing at this address."))


def minutes_due_at(of: Round) -> datetime | None:
    """Five working days after the round meets, or closes where it does not meet."""
    came_to_an_end = of.meets_at if of.has_met or of.is_to_meet else of.closes_at
    if came_to_an_end is None:
        return None
    return working_days_after(came_to_an_end, DAYS_FOR_MINUTES, zone=portal().time_zone)


def has_a_chair(council: Council) -> bool:
    """One who can look at minutes: whose account was closed cannot."""
    sits = and_(Seat.council_id == council.id, Seat.kind == SeatKind.CHAIR, Seat.is_current())
    can = exists().where(sits, User.id == Seat.user_id, User.deactivated_at.is_(None))
    return bool(session.scalar(select(can)))


def are_minutes_late(of: Round) -> bool:
    """Whether the day is over by which they were to be published."""
    due_at = minutes_due_at(of)
    return due_at is not None and end_of(day_of(due_at)) <= now()


def expected_at(of: Round) -> Sequence[Seat]:
    """Whose term ran when the round met, or closed where it did not meet; by name."""
    moment = of.meets_at if of.has_met else of.closes_at
    if moment is None:
        return ()
    taken = Seat.state.in_([SeatState.ACTIVE, SeatState.ALUMNI, SeatState.WITHDRAWN])
    runs = and_(taken, Seat.starts_at <= moment, or_(Seat.ends_at.is_(None), Seat.ends_at > moment))
    found = select(Seat).join(Seat.user).where(Seat.council_id == of.council_id, runs)
    found = found.options(contains_eager(Seat.user), joinedload(Seat.organisation))
    return session.scalars(found.order_by(User.name, Seat.id)).all()


def present_at(of: Round) -> set[int]:
    """Ids of the seats that were there."""
    return set(session.scalars(select(Attendance.seat_id).where(Attendance.round_id == of.id)))


def decisions_of(of: Round) -> Sequence[Decision]:
    """In the order they were written down, with what they are about."""
    taken = select(Decision).where(Decision.round_id == of.id)
    return session.scalars(
        taken.options(joinedload(Decision.candidate)).order_by(Decision.id)
    ).all()


def one_decision(of: Round, uid: UUID) -> Decision:
    """Raises NotFound for one of another round."""
    found = session.scalar(select(Decision).where(Decision.round_id == of.id, Decision.uid == uid))
    if found is None:
        raise NotFound(_("This advice is not of this round."))
    return found


def unanswered(of: Round) -> int:
    """How many advices of this round the company has said nothing about yet."""
    waiting = select(func.count(Decision.id)).where(
        Decision.round_id == of.id, Decision.adoption == Adoption.OPEN
    )
    return session.scalar(waiting) or 0


def undecided(of: Round) -> Sequence[Candidate]:
    """What is judged in the round and not decided about yet."""
    decided = exists().where(Decision.candidate_id == Candidate.id)
    left = select(Candidate).where(Candidate.round_id == of.id, ~decided)
    return session.scalars(left.order_by(Candidate.position, Candidate.id)).all()


def actions_of(of: Round) -> Sequence[Action]:
    """The first due first, with their owners."""
    agreed = select(Action).where(Action.round_id == of.id)
    agreed = agreed.options(joinedload(Action.owner))
    return session.scalars(agreed.order_by(Action.due_on, Action.id)).all()


def one_action(of: Round, uid: UUID) -> Action:
    """Raises NotFound for one of another round."""
    found = session.scalar(select(Action).where(Action.round_id == of.id, Action.uid == uid))
    if found is None:
        raise NotFound(_("This action is not of this round."))
    return found


def open_actions_of(council: Council) -> Sequence[Action]:
    """Of every round whose minutes are published, the first due first."""
    is_published = Minutes.stage == MinutesStage.PUBLISHED
    waiting = (
        select(Action)
        .join(Action.round)
        .join(Minutes, Minutes.round_id == Action.round_id)
        .where(Round.council_id == council.id, is_published, Action.done_at.is_(None))
        .options(contains_eager(Action.round), joinedload(Action.owner))
        .order_by(Action.due_on, Action.id)
    )
    return session.scalars(waiting).all()
