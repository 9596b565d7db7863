"""What came of a round, from what was said in it. Pure functions; exact in fractions.

Whoever abstains or declares a conflict of interest gives no score and is counted apart. Where each
organisation counts once, its value is the median of the scores of those who answered for it; a
person without an organisation counts for themselves. Quartiles lie on the line between the two
nearest values (method 7 of Hyndman and Fan 1996), as spreadsheets have them. Of fewer than five
values only their number is told: the middle of so few is what somebody said. The opportunity is
that of Ulwick 2002: importance + max(importance - satisfaction, 0), each the share of answers in
the top two of the scale, times ten; where each organisation counts once, its answers share its one
vote. So it goes from 0 to 20.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

WIDE = 4  # points between the quartiles of importance, on a scale from 1 to 10
FEWEST = 5  # values, for more than their number to be told
TOP_TWO = 9  # and ten
TENS = 10  # a share of all is ten


Voice = Sequence[Fraction]  # the scores of one person, or of all who answered for an organisation


class Said(NamedTuple):
    """What one person said of one candidate, for the organisation they sat for."""

    person: int
    organisation: int | None
    importance: int | None = None
    satisfaction: int | None = None
    is_abstention: bool = False
    has_conflict: bool = False

    @property
    def gives_scores(self) -> bool:
        return not self.is_abstention and not self.has_conflict


class Spread(NamedTuple):
    """The middle of `n` values, and of their halves; none where they are not told."""

    n: int = 0
    median: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def range(self) -> Fraction | None:
        """Between the quartiles."""
        return None if self.low is None or self.high is None else self.high - self.low


class Outcome(NamedTuple):
    """Of one candidate. `abstentions` and `conflicts` are people."""

    importance: Spread
    satisfaction: Spread
    abstentions: int
    conflicts: int
    opportunity: Fraction | None = None

    @property
    def is_wide(self) -> bool:
        """Whether people disagree so far that a middle would hide it: to be discussed."""
        return self.importance.range is not None and self.importance.range >= WIDE


def outcome_of(said: Iterable[Said], *, by_organisation: bool) -> Outcome:
    everything = list(said)
    wanted = voices_in(everything, "importance", by_organisation=by_organisation)
    had = voices_in(everything, "satisfaction", by_organisation=by_organisation)
    return Outcome(
        told(spread_of([*map(median_of, wanted)])),
        told(spread_of([*map(median_of, had)])),
        sum(each.is_abstention and not each.has_conflict for each in everything),
        sum(each.has_conflict for each in everything),
        opportunity_of(wanted, had) if min(len(wanted), len(had)) >= FEWEST else None,
    )


def answers_in(round_said: Iterable[Said]) -> int:
    """How many people said anything at all: what a quorum counts."""
    return len({each.person for each in round_said})


def voices_in(said: Iterable[Said], what: str, *, by_organisation: bool) -> list[Voice]:
    """What counts once each, of the scores for `what`: importance or satisfaction."""
    together: dict[tuple[str, int], list[Fraction]] = {}
    for each in said:
        score = getattr(each, what)
        if score is None or not each.gives_scores:
            continue
        of = ("person", each.person)
        if by_organisation and each.organisation is not None:
            of = ("organisation", each.organisation)
        together.setdefault(of, []).append(Fraction(score))
    return list(together.values())


def spread_of(values: Sequence[Fraction]) -> Spread:
    if not values:
        return Spread()
    ordered = sorted(values)
    low, middle, high = (_quantile(ordered, Fraction(part, 4)) for part in (1, 2, 3))
    return Spread(len(ordered), middle, low, high)


def opportunity_of(wanted: Sequence[Voice], had: Sequence[Voice]) -> Fraction:
    """Neither may be empty."""
    importance, satisfaction = TENS * _top_two(wanted), TENS * _top_two(had)
    return importance + max(importance - satisfaction, Fraction())


def _top_two(voices: Sequence[Voice]) -> Fraction:
    """Their share among all answers, where each voice has one vote."""
    shares = [Fraction(sum(score >= TOP_TWO for score in each), len(each)) for each in voices]
    return sum(shares, Fraction()) / len(voices)


def told(spread: Spread) -> Spread:
    """As it may be shown: of few values their number alone."""
    return spread if spread.n >= FEWEST else Spread(spread.n)


def median_of(values: Sequence[Fraction]) -> Fraction:
    return _quantile(sorted(values), Fraction(1, 2))


def places(amounts: Mapping[int, Fraction]) -> dict[int, int]:
    """The place of each by its amount, the largest first; equal ones share theirs."""
    return {
        key: 1 + sum(other > amount for other in amounts.values())
        for key, amount in amounts.items()
    }


def _quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
