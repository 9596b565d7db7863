"""The opportunity landscape as a drawing: satisfaction across, importance up, in its own units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count
from typing import NamedTuple

from app.councils.models import HIGHEST, LOWEST
from app.councils.queries.results import Judged
from app.councils.results import Spread

LEFT, RIGHT, TOP, BOTTOM = 44, 540, 28, 352
BESIDE = 16  # from one dot to the next where several would lie on each other
IN_A_ROW = 8
MARKS = (1, 4, 7, 10)


class Dot(NamedTuple):
    """`across` and `up` are the ends of the lines that span the middle half of what was said."""

    judged: Judged
    x: float
    y: float
    across: tuple[float, float]
    up: tuple[float, float]
    is_first: bool


class Tick(NamedTuple):
    """A line of the grid and the number beside it."""

    at: float
    number: int


class Landscape(NamedTuple):
    """`across` and `up` are lines of the grid; both middles of the scale are the zone's corner."""

    dots: Sequence[Dot]
    across: Sequence[Tick]
    up: Sequence[Tick]
    zone_x: float
    zone_y: float

    @property
    def most(self) -> int:
        """Of how many values the best known of its middles are."""
        outcomes = [dot.judged.outcome for dot in self.dots]
        return max(min(each.importance.n, each.satisfaction.n) for each in outcomes)


def landscape_of(judged: Sequence[Judged]) -> Landscape | None:
    """Of those with both middles; None where there is none."""
    dots = list(_dots(judged))
    if not dots:
        return None
    middle = Fraction(LOWEST + HIGHEST, 2)
    across = [Tick(_x(Fraction(mark)), mark) for mark in MARKS]
    up = [Tick(_y(Fraction(mark)), mark) for mark in MARKS]
    return Landscape(dots, across, up, _x(middle), _y(middle))


def _dots(judged: Sequence[Judged]) -> Iterator[Dot]:
    taken: set[tuple[float, float]] = set()
    for number, each in enumerate(judged):
        had, wanted = _known(each.outcome.satisfaction), _known(each.outcome.importance)
        if had is None or wanted is None:
            continue
        (left, x, right), (low, y, high) = map(_x, had), map(_y, wanted)
        free = next(place for place in _around(x, y) if place not in taken)
        taken.add(free)
        yield Dot(each, *free, (left, right), (low, high), is_first=number == 0)


def _around(x: float, y: float) -> Iterator[tuple[float, float]]:
    """The place itself, then those beside it and in rows beyond, towards the middle of the drawing:
    all of them lie in it, however many dots there are."""
    across = BESIDE if 2 * x <= LEFT + RIGHT else -BESIDE
    up = BESIDE if 2 * y <= TOP + BOTTOM else -BESIDE
    for place in count():
        row, column = divmod(place, IN_A_ROW)
        yield round(x + column * across, 1), round(y + row * up, 1)


def _known(spread: Spread) -> tuple[Fraction, Fraction, Fraction] | None:
    """The lower quartile, the middle and the upper one."""
    if spread.low is None or spread.median is None or spread.high is None:
        return None
    return spread.low, spread.median, spread.high


def _x(satisfaction: Fraction) -> float:
    return round(float(LEFT + (RIGHT - LEFT) * _share(satisfaction)), 1)


def _y(importance: Fraction) -> float:
    return round(float(BOTTOM - (BOTTOM - TOP) * _share(importance)), 1)


def _share(score: Fraction) -> Fraction:
    return (score - LOWEST) / (HIGHEST - LOWEST)
