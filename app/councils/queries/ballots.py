"""Ballots. **Nobody reads another one's before the round closed**: until then there are their own,
and for hosts how many each seat has answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    distinct,
    exists,
    func,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.councils.models import Ballot, Candidate, Round, Seat


def counts() -> ColumnElement[bool]:
    """Whether a ballot is the latest of its person: where somebody sat down a second time in an
    open round, what they say from their new seat takes the place of what they said before."""
    held, later, seat = aliased(Seat), aliased(Ballot), aliased(Seat)
    again = and_(
        later.candidate_id == Ballot.candidate_id,
        later.seat_id > Ballot.seat_id,
        seat.id == later.seat_id,
        held.id == Ballot.seat_id,
        held.user_id == seat.user_id,
    )
    return ~exists().where(again)


def own_ballots(of: Round, seat: Seat) -> dict[int, Ballot]:
    """What whoever holds this seat said, by candidate; of a seat before it, too."""
    theirs = (
        select(Ballot)
        .join(Candidate, Candidate.id == Ballot.candidate_id)
        .join(Seat, Seat.id == Ballot.seat_id)
        .where(Candidate.round_id == of.id, Seat.user_id == seat.user_id, counts())
    )
    return {ballot.candidate_id: ballot for ballot in session.scalars(theirs)}


def answered(of: Round) -> dict[int, int]:
    """By person, on how many candidates they said anything. Nothing of what was said."""
    counted = (
        select(Seat.user_id, func.count(Ballot.id))
        .join(Ballot, Ballot.seat_id == Seat.id)
        .join(Candidate, Candidate.id == Ballot.candidate_id)
        .where(Candidate.round_id == of.id, counts())
        .group_by(Seat.user_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def people_in(round_id: SQLColumnExpression[int]) -> ScalarSelect[int]:
    """How many people said anything in it: what its quorum counts."""
    return (
        select(func.count(distinct(Seat.user_id)))
        .join(Ballot, Ballot.seat_id == Seat.id)
        .join(Candidate, Candidate.id == Ballot.candidate_id)
        .where(Candidate.round_id == round_id)
        .scalar_subquery()
    )


def all_ballots(of: Round) -> Sequence[Ballot]:
    """With seat and person, in an order that ties no two of one person together. Raises NotFound
    until the round has closed."""
    if not of.has_closed:
        raise NotFound(_("There is nothing at this address."))
    return closed_ballots([of])


def closed_ballots(rounds: Iterable[Round], *only: ColumnElement[bool]) -> Sequence[Ballot]:
    """As `all_ballots`, of those of the rounds that have closed; of each person the latest."""
    closed = [each.id for each in rounds if each.has_closed]
    everything = (
        select(Ballot)
        .join(Ballot.candidate)
        .where(Candidate.round_id.in_(closed), counts(), *only)
        .options(
            contains_eager(Ballot.candidate),
            joinedload(Ballot.seat).joinedload(Seat.user),
        )
        .order_by(Ballot.candidate_id)
    )
    return sorted(session.scalars(everything), key=_by_words)


def _by_words(ballot: Ballot) -> tuple[int, str, UUID]:
    """By what was said: in the order they were saved, whoever answered first would be the first of
    every proposal, and named by one comment of theirs that has a name."""
    return (ballot.candidate_id, ballot.comment.casefold(), ballot.uid)
