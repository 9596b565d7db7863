"""What pages of a council say of its rounds beside themselves, in one question for all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.councils.models import (
    Adoption,
    Ballot,
    Candidate,
    Decision,
    Minutes,
    MinutesStage,
    Round,
    Seat,
    Stage,
)
from app.councils.queries.ballots import counts


class Progress(NamedTuple):
    """How many of the proposals of a round one person answered."""

    done: int
    judged: int


def own_progress(rounds: Sequence[Round], seat: Seat) -> dict[int, Progress]:
    """By the id of a round that is open and has proposals."""
    open_now = [of.id for of in rounds if of.stage is Stage.OPEN]
    theirs = select(Seat.id).where(Seat.user_id == seat.user_id)
    said = and_(Ballot.candidate_id == Candidate.id, Ballot.seat_id.in_(theirs), counts())
    counted = (
        select(Candidate.round_id, func.count(Ballot.id), func.count(Candidate.id))
        .outerjoin(Ballot, said)
        .where(Candidate.round_id.in_(open_now))
        .group_by(Candidate.round_id)
    )
    return {row[0]: Progress(row[1], row[2]) for row in session.execute(counted)}


def came_of(rounds: Collection[Round]) -> Mapping[int, Mapping[Adoption, int]]:
    """By the id of a round whose minutes are out, how many advices came to what."""
    counted = (
        select(Decision.round_id, Decision.adoption, func.count(Decision.id))
        .join(Minutes, Minutes.round_id == Decision.round_id)
        .where(Minutes.stage == MinutesStage.PUBLISHED)
        .where(Decision.round_id.in_([of.id for of in rounds]))
        .group_by(Decision.round_id, Decision.adoption)
    )
    found: dict[int, dict[Adoption, int]] = {}
    for round_id, adoption, count in session.execute(counted):
        found.setdefault(round_id, {})[adoption] = count
    return found


def advised_before(of: Round) -> Sequence[Decision]:
    """What the latest earlier round advised whose minutes are out, and what became of it."""
    latest = (
        select(Round.id)
        .join(Minutes, Minutes.round_id == Round.id)
        .join(Decision, Decision.round_id == Round.id)
        .where(Round.council_id == of.council_id, Round.number < of.number)
        .where(Minutes.stage == MinutesStage.PUBLISHED)
        .order_by(Round.number.desc())
        .limit(1)
    )
    taken = select(Decision).where(Decision.round_id == latest.scalar_subquery())
    return session.scalars(taken.options(joinedload(Decision.round)).order_by(Decision.id)).all()
