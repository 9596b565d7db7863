"""Ballots. **Nobody reads another one's before the round closed**: until then there are their own,
and for hosts how many each seat has answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.councils.models import Ballot, Candidate, Round, Seat


def own_ballots(of: Round, seat: Seat) -> dict[int, Ballot]:
    """What this seat said, by candidate."""
    theirs = (
        select(Ballot)
        .join(Candidate, Candidate.id == Ballot.candidate_id)
        .where(Candidate.round_id == of.id, Ballot.seat_id == seat.id)
    )
    return {ballot.candidate_id: ballot for ballot in session.scalars(theirs)}


def answered(of: Round) -> dict[int, int]:
    """By seat, on how many candidates it said anything. Nothing of what was said."""
    counted = (
        select(Ballot.seat_id, func.count(Ballot.id))
        .join(Candidate, Candidate.id == Ballot.candidate_id)
        .where(Candidate.round_id == of.id)
        .group_by(Ballot.seat_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def all_ballots(of: Round) -> Sequence[Ballot]:
    """With seat and person, in an order that ties no two of one person together. Raises NotFound
    until the round has closed."""
    if not of.has_closed:
        raise NotFound(_("There is nothing at this address."))
    return closed_ballots([of])


def closed_ballots(rounds: Iterable[Round], *only: ColumnElement[bool]) -> Sequence[Ballot]:
    """As `all_ballots`, of those of the rounds that have closed."""
    closed = [each.id for each in rounds if each.has_closed]
    everything = (
        select(Ballot)
        .join(Ballot.candidate)
        .where(Candidate.round_id.in_(closed), *only)
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
