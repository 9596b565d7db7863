"""What came of a round that has closed: the rows of its ballots, made into results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from app.councils.models import Ballot, Candidate, CountsBy, Quoting, Round
from app.councils.queries.ballots import all_ballots, closed_ballots
from app.councils.queries.rounds import candidates_of
from app.councils.results import FEWEST, Outcome, Said, answers_in, outcome_of, places

PLACES_APART = 3
FEWEST_TO_PLACE = 3


class Comment(NamedTuple):
    """`name` is empty where its writer gave none; `quoting` is what they allow outside."""

    words: str
    name: str
    quoting: Quoting


class Judged(NamedTuple):
    """One candidate. Of those that customers could ask for and whose importance is told, `place` is
    the council's by importance, `place_at_large` that of the customers who asked, as many as there
    were at the opening; None for others, and where there are few of them."""

    candidate: Candidate
    number: int
    outcome: Outcome
    comments: Sequence[Comment]
    place: int | None
    place_at_large: int | None

    @property
    def parts_ways(self) -> bool:
        """Whether council and customers at large see it far apart."""
        if self.place is None or self.place_at_large is None:
            return False
        return abs(self.place - self.place_at_large) >= PLACES_APART


class Results(NamedTuple):
    """`judged` by opportunity, the greatest first; with criteria of its own, by the first of them.
    `answers` are people who said anything."""

    judged: Sequence[Judged]
    answers: int
    quorum: int
    by_organisation: bool
    has_own_criteria: bool = False

    @property
    def has_comments(self) -> bool:
        return any(each.comments for each in self.judged)

    @property
    def hides_figures(self) -> bool:
        """Whether something was answered by so few that only their number is told."""
        spreads = [spread for each in self.judged for spread in each.outcome[:2]]
        return any(0 < spread.n < FEWEST for spread in spreads)

    @property
    def is_quorate(self) -> bool:
        return self.answers >= self.quorum


def results_of(of: Round) -> Results:
    """Raises NotFound until the round has closed."""
    ballots, by_organisation = all_ballots(of), of.counts_by is CountsBy.ORGANISATION
    judged = candidates_of(of)
    said = {each.id: [b for b in ballots if b.candidate_id == each.id] for each in judged}
    outcomes = {
        key: outcome_of(map(_said, each), by_organisation=by_organisation)
        for key, each in said.items()
    }
    here, at_large = _places(judged, outcomes)
    found = [
        Judged(
            each,
            number,
            outcomes[each.id],
            [_comment(ballot) for ballot in said[each.id] if ballot.comment],
            here.get(each.id),
            at_large.get(each.id),
        )
        for number, each in enumerate(judged, 1)
    ]
    found.sort(key=_by_first if of.criteria else _by_opportunity)
    return Results(
        found, answers_in(map(_said, ballots)), of.quorum, by_organisation, bool(of.criteria)
    )


def _places(
    judged: Sequence[Candidate], outcomes: Mapping[int, Outcome]
) -> tuple[dict[int, int], dict[int, int]]:
    """The council's and those at large, of the same proposals: else they would not compare."""
    wanted, asked = {}, {}
    for each in judged:
        middle = outcomes[each.id].importance.median
        if each.was_asked_for and middle is not None:
            wanted[each.id], asked[each.id] = middle, Fraction(each.people)
    return (places(wanted), places(asked)) if len(wanted) >= FEWEST_TO_PLACE else ({}, {})


def comments_in(rounds: Iterable[Round]) -> list[tuple[Candidate, Comment]]:
    """All that the results of these rounds show, with what each is about."""
    commented = closed_ballots(rounds, Ballot.comment != "")
    return [(ballot.candidate, _comment(ballot)) for ballot in commented]


def _by_opportunity(judged: Judged) -> tuple[bool, Fraction, bool, Fraction, str, int]:
    opportunity = judged.outcome.opportunity
    return (opportunity is None, -(opportunity or Fraction()), *_by_first(judged))


def _by_first(judged: Judged) -> tuple[bool, Fraction, str, int]:
    """Those of which no figure is told come last, by their titles."""
    middle, title = judged.outcome.importance.median, judged.candidate.title.casefold()
    return (middle is None, -(middle or Fraction()), title if middle is None else "", judged.number)


def _said(ballot: Ballot) -> Said:
    return Said(
        ballot.seat.user_id,
        ballot.seat.organisation_id,
        ballot.importance,
        ballot.satisfaction,
        ballot.is_abstention,
        ballot.has_conflict,
    )


def _comment(ballot: Ballot) -> Comment:
    name = ballot.seat.user.name if ballot.is_attributed else ""
    return Comment(ballot.comment, name, ballot.quoting)
