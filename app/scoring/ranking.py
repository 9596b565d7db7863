"""The one place that says who stands where.

1. By score, the highest first; equal scores by how many organisations ask, then the older
   improvement first. What has no score yet comes after all that have one, in the same order.
2. Whoever was given a place by hand stands at it. Where several claim one place, the latest move
   has it and the others take the next free one; a place beyond the end is the last free one.
3. All others fill the free places in the order of 1. So a move by hand never changes the order of
   two that nobody moved.

Two scores tie when they differ by at most 5 % of the scale. The scale is the highest score of
the list: scores have no upper end, and reach comes from samples.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

TIE = Fraction(5, 100)


class Claim(NamedTuple):
    """A place from 1, given by hand."""

    place: int
    moved_at: datetime


class Runner(NamedTuple):
    """What a place is found by; `exact` is None without a score."""

    number: int
    exact: Fraction | None
    organisations: int = 0
    claim: Claim | None = None


class Placed(NamedTuple):
    """`by_score` is the place the score alone would give; `ties` the places of scores so close
    that the difference says nothing."""

    number: int
    place: int
    by_score: int
    ties: tuple[int, ...]


def ranked(runners: Iterable[Runner]) -> list[Placed]:
    """Every runner in the order of its place."""
    by_score = sorted(runners, key=_merit)
    scored_place = {runner.number: place for place, runner in enumerate(by_score, 1)}
    order = _seated(by_score)
    ties = _ties(order)
    return [
        Placed(runner.number, place, scored_place[runner.number], ties[runner.number])
        for place, runner in enumerate(order, 1)
    ]


def _merit(runner: Runner) -> tuple[bool, Fraction, int, int]:
    has_none = runner.exact is None
    return has_none, -(runner.exact or Fraction(0)), -runner.organisations, runner.number


def _seated(by_score: Sequence[Runner]) -> list[Runner]:
    seats: list[Runner | None] = [None] * len(by_score)
    claims = [(runner.claim, runner) for runner in by_score if runner.claim is not None]
    for claim, runner in sorted(claims, key=_precedence):
        seats[_free_seat(seats, claim)] = runner
    others = iter(runner for runner in by_score if runner.claim is None)
    return [runner or next(others) for runner in seats]


def _precedence(claimed: tuple[Claim, Runner]) -> tuple[int, float, int]:
    claim, runner = claimed
    return claim.place, -claim.moved_at.timestamp(), runner.number


def _free_seat(seats: Sequence[Runner | None], claim: Claim) -> int:
    free = [index for index, taken in enumerate(seats) if taken is None]
    return next((index for index in free if index >= claim.place - 1), free[-1])


def _ties(order: Sequence[Runner]) -> dict[int, tuple[int, ...]]:
    """Two runners tie or not, whichever is asked, so both places are marked."""
    ties: dict[int, tuple[int, ...]] = {runner.number: () for runner in order}
    scored = [(each.exact, place) for place, each in enumerate(order, 1) if each.exact is not None]
    scored.sort()
    heights = [exact for exact, _ in scored]
    width = TIE * (heights[-1] if heights else 0)
    for exact, place in scored:
        low, high = bisect_left(heights, exact - width), bisect_right(heights, exact + width)
        close = sorted(other for _, other in scored[low:high] if other != place)
        ties[order[place - 1].number] = tuple(close)
    return ties
