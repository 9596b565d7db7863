"""What councils advised about an idea or an improvement, as far as their charter lets readers
outside know of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
)

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
from app.councils.queries.ballots import counts, people_in
from app.councils.queries.find import are_there_any
from app.ideas.models import Idea
from app.improvements.models import Improvement
from app.people.models import Reader


class Advised(NamedTuple):
    """One advice of a council, once its minutes are out. `conflicts` are members who declared one
    and did not judge. What became of it `is_told` to those who sit in the council alone."""

    council: str
    decision: Decision
    by_organisation: bool
    conflicts: int
    is_quorate: bool
    is_told: bool


def advised_about(source: Idea | Improvement, *, reader: Reader) -> Sequence[Advised]:
    """The latest first."""
    if not are_there_any():
        return ()
    about = _advice_about(isinstance(source, Idea), hears_all=is_admin(reader))
    found = session.execute(about, {"source": source.id, "reader": reader.id})
    return [
        Advised(name, decision, counts_by is CountsBy.ORGANISATION, *more)
        for name, decision, counts_by, *more in found
    ]


@cache
def _advice_about(is_idea: bool, *, hears_all: bool) -> Select[Any]:
    """Built once: every page of an idea asks."""
    is_source = Candidate.idea_id if is_idea else Candidate.improvement_id
    has_conflict = and_(Ballot.candidate_id == Candidate.id, Ballot.has_conflict, counts())
    conflicts = select(func.count(Ballot.id)).where(has_conflict).scalar_subquery()
    is_theirs = true() if hears_all else _sits()
    is_quorate = people_in(Round.id) >= Round.quorum
    return (
        select(Council.name, Decision, Round.counts_by, conflicts, is_quorate, is_theirs)
        .join(Candidate, Candidate.id == Decision.candidate_id)
        .join(Round, Round.id == Decision.round_id)
        .join(Council, Council.id == Round.council_id)
        .join(Minutes, Minutes.round_id == Round.id)
        .where(is_source == bindparam("source"), Minutes.stage == MinutesStage.PUBLISHED)
        .where(or_(is_theirs, _leaves()))
        .order_by(Decision.id.desc())
    )


def _sits() -> ColumnElement[bool]:
    is_theirs = Seat.user_id == bindparam("reader", type_=Integer)
    return exists().where(Seat.council_id == Council.id, is_theirs, Seat.is_current())


def _leaves() -> ColumnElement[bool]:
    """Of a council that everybody knows of, unless nothing may leave it; now and while it ran."""
    is_known = func.coalesce(Round.kept_existence, Existence.PUBLIC.value)
    lets_out = func.coalesce(Round.kept_confidentiality, Confidentiality.SHARED.value)
    return and_(
        Council.existence == Existence.PUBLIC,
        Council.confidentiality != Confidentiality.CLOSED,
        is_known == Existence.PUBLIC.value,
        lets_out != Confidentiality.CLOSED.value,
    )
