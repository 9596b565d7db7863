"""How a council does: whether members come and answer, and whether the company listens. Only rounds
that are over count, so nothing of an open ballot shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import CompoundSelect, Select, and_, case, exists, or_, select
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.db import session
from app.core.figures import Proportion
from app.councils.models import (
    Action,
    Adoption,
    Attendance,
    Ballot,
    Candidate,
    Council,
    Decision,
    Finding,
    Minutes,
    MinutesStage,
    Round,
    RoundKind,
    Seat,
    SeatState,
)
from app.councils.queries.ballots import people_in
from app.councils.queries.worth import worth_of
from app.councils.results import Spread, median_of
from app.councils.terms import day_of, today

DAY_SECONDS = 86_400


class Scorecard(NamedTuple):
    """`attendance` of the people who were expected where somebody noted who came; `completion` of
    those who could answer; `adopted`, in part or whole, of the advices that were answered;
    `on_time` of the actions that are done or past their day. `days_to_report` is a median."""

    rounds: int
    inquorate: int
    attendance: Proportion
    completion: Proportion
    adopted: Proportion
    unanswered: int
    on_time: Proportion
    days_to_report: Fraction | None
    unreported: int
    worth: Spread


class Record(NamedTuple):
    """What one person took part in, of the rounds that a term of theirs saw the end of."""

    attendance: Proportion
    completion: Proportion
    actions_done: Proportion


class Part(NamedTuple):
    """Who could take part in rounds and who did: ids of people by id of round."""

    could: Mapping[int, set[int]]
    did: Mapping[int, set[int]]

    def share(self, user_id: int | None = None) -> Proportion:
        """Of all people, or of one."""
        pairs = [
            (person in self.did.get(round_id, ()))
            for round_id, people in self.could.items()
            for person in people
            if user_id in (None, person)
        ]
        return Proportion(sum(pairs), len(pairs))


def closed_rounds(council: Council, since: datetime, until: datetime) -> Sequence[Round]:
    """Those that closed within these moments, or met without a ballot, the first first."""
    was_opened = Round.opened_at.is_not(None)
    met = and_(Round.pre_read_at.is_not(None), Round.called_off_at.is_(None))
    over_at = case((was_opened, Round.closes_at), else_=Round.meets_at)
    within = and_(over_at <= now(), over_at >= since, over_at < until)
    found = select(Round).where(Round.council_id == council.id, or_(was_opened, met), within)
    return session.scalars(found.order_by(over_at, Round.id)).all()


def scorecard_of(council: Council, rounds: Sequence[Round]) -> Scorecard:
    ids = [each.id for each in rounds]
    seats = _seats(council)
    decisions = decisions_in(ids)
    answered = [each for each in decisions if each.adoption is not Adoption.OPEN]
    actions = [each for each in actions_in(ids) if each.done_at or each.due_on < today()]
    reported = [_days_to_report(each) for each in rounds if each.reported_at]
    return Scorecard(
        rounds=len(rounds),
        inquorate=len(without_quorum(ids)),
        attendance=_attendance(rounds, seats).share(),
        completion=_completion(rounds, seats).share(),
        adopted=Proportion(
            sum(each.adoption in (Adoption.ADOPTED, Adoption.PARTLY) for each in answered),
            len(answered),
        ),
        unanswered=len(decisions) - len(answered),
        on_time=Proportion(sum(map(_was_on_time, actions)), len(actions)),
        days_to_report=median_of(reported) if reported else None,
        unreported=len(rounds) - len(reported),
        worth=worth_of(ids),
    )


def records_of(seats: Sequence[Seat], rounds: Sequence[Round]) -> dict[int, Record]:
    """By seat; for hosts alone."""
    came, answered = _attendance(rounds, seats), _completion(rounds, seats)
    agreed = actions_in([each.id for each in rounds])
    return {
        seat.id: Record(
            attendance=came.share(seat.user_id),
            completion=answered.share(seat.user_id),
            actions_done=_done([each for each in agreed if each.owner_id == seat.user_id]),
        )
        for seat in seats
    }


def without_quorum(round_ids: Collection[int]) -> set[int]:
    """Those of the rounds, of those opened with something to judge, that fewer answered than it
    took."""
    judged = and_(Round.opened_at.is_not(None), exists().where(Candidate.round_id == Round.id))
    few = people_in(Round.id) < Round.quorum
    return set(session.scalars(select(Round.id).where(Round.id.in_(round_ids), judged, few)))


def decisions_in(round_ids: Collection[int]) -> Sequence[Decision]:
    """Of minutes that are out, in the order they were written down."""
    found = select(Decision).where(Decision.round_id.in_(round_ids))
    return session.scalars(
        found.where(Decision.round_id.in_(_are_out())).order_by(Decision.id)
    ).all()


def actions_in(round_ids: Collection[int]) -> Sequence[Action]:
    """Of minutes that are out, the first due first, with their owners."""
    found = select(Action).where(Action.round_id.in_(round_ids), Action.round_id.in_(_are_out()))
    found = found.options(joinedload(Action.owner))
    return session.scalars(found.order_by(Action.due_on, Action.id)).all()


def _are_out() -> Select[int]:
    return select(Minutes.round_id).where(Minutes.stage == MinutesStage.PUBLISHED)


def _seats(council: Council) -> Sequence[Seat]:
    return session.scalars(select(Seat).where(Seat.council_id == council.id)).all()


def _attendance(rounds: Iterable[Round], seats: Sequence[Seat]) -> Part:
    """Of meetings where somebody noted who came."""
    met = {each.id: each.meets_at for each in rounds if each.has_met and each.meets_at}
    there = _by_round(
        select(Attendance.round_id, Seat.user_id)
        .join(Attendance.seat)
        .where(Attendance.round_id.in_(met))
    )
    noted = set(
        session.scalars(select(Attendance.round_id).where(Attendance.round_id.in_(met)).distinct())
    )
    could = {key: _could(seats, moment) for key, moment in met.items() if key in noted}
    return Part(could, there)


def _completion(rounds: Sequence[Round], seats: Sequence[Seat]) -> Part:
    closed = {each.id: each.closes_at for each in rounds if each.has_closed and each.closes_at}
    said = _by_round(
        select(Candidate.round_id, Seat.user_id)
        .join(Ballot, Ballot.candidate_id == Candidate.id)
        .join(Ballot.seat)
        .where(Candidate.round_id.in_(closed))
        .union(
            select(Finding.round_id, Seat.user_id)
            .join(Finding.seat)
            .where(Finding.round_id.in_(closed))
        )
    )
    proposed = select(Candidate.round_id).where(Candidate.round_id.in_(closed)).distinct()
    tested = {each.id for each in rounds if each.kind is RoundKind.TEST}
    judged = tested | set(session.scalars(proposed))
    could = {
        key: _could(seats, moment) | said.get(key, set())
        for key, moment in closed.items()
        if key in judged
    }
    return Part(could, said)


def _by_round(pairs: Select[int, int] | CompoundSelect[int, int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for round_id, user_id in session.execute(pairs):
        found.setdefault(round_id, set()).add(user_id)
    return found


def _could(seats: Iterable[Seat], moment: datetime) -> set[int]:
    """Whose term ran then, of those who answer."""
    return {seat.user_id for seat in seats if seat.kind.answers_ballots and _ran(seat, moment)}


def _ran(seat: Seat, moment: datetime) -> bool:
    """Whether its term ran then."""
    was_taken = seat.state in (SeatState.ACTIVE, SeatState.ALUMNI, SeatState.WITHDRAWN)
    is_over = seat.ends_at is not None and seat.ends_at <= moment
    return was_taken and seat.starts_at <= moment and not is_over


def _done(actions: Sequence[Action]) -> Proportion:
    return Proportion(sum(each.done_at is not None for each in actions), len(actions))


def _was_on_time(action: Action) -> bool:
    return action.done_at is not None and day_of(action.done_at) <= action.due_on


def _days_to_report(of: Round) -> Fraction:
    assert of.reported_at is not None
    assert of.over_at is not None
    return Fraction(int((of.reported_at - of.over_at).total_seconds()), DAY_SECONDS)
