"""What councils advised about an idea or an improvement, as far as their charter lets readers
outside know of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true

from app.core.db import session
from app.councils.models import (
    Ballot,
    Candidate,
    Confidentiality,
    Council,
    CountsBy,
    Decision,
    Existence,
    Minutes,
    MinutesStage,
    Round,
    Seat,
)
from app.councils.policy import is_admin
from app.councils.queries.find import are_there_any
from app.ideas.models import Idea
from app.improvements.models import Improvement
from app.people.models import Reader


class Advised(NamedTuple):
    """One advice of a council, once its minutes are out. `conflicts` are members who declared one
    and did not judge."""

    council: str
    decision: Decision
    by_organisation: bool
    conflicts: int


def advised_about(source: Idea | Improvement, *, reader: Reader) -> Sequence[Advised]:
    """The latest first."""
    if not are_there_any():
        return ()
    is_source = Candidate.idea_id if isinstance(source, Idea) else Candidate.improvement_id
    has_conflict = and_(Ballot.candidate_id == Candidate.id, Ballot.has_conflict)
    conflicts = select(func.count(Ballot.id)).where(has_conflict).scalar_subquery()
    found = (
        select(Council.name, Decision, Round.counts_by, conflicts)
        .join(Candidate, Candidate.id == Decision.candidate_id)
        .join(Round, Round.id == Decision.round_id)
        .join(Council, Council.id == Round.council_id)
        .join(Minutes, Minutes.round_id == Round.id)
        .where(is_source == source.id, Minutes.stage == MinutesStage.PUBLISHED)
        .where(_may_hear(reader))
        .order_by(Decision.id.desc())
    )
    return [
        Advised(name, decision, counts_by is CountsBy.ORGANISATION, left_out)
        for name, decision, counts_by, left_out in session.execute(found)
    ]


def _may_hear(reader: Reader) -> ColumnElement[bool]:
    """Who sits in it hears everything. Others hear of a council that everybody knows of, unless
    nothing may leave it."""
    if is_admin(reader):
        return true()
    leaves = and_(
        Council.existence == Existence.PUBLIC,
        Council.confidentiality != Confidentiality.CLOSED,
    )
    if reader.id is None:
        return leaves
    sits = exists().where(
        Seat.council_id == Council.id, Seat.user_id == reader.id, Seat.is_current()
    )
    return or_(leaves, sits)
