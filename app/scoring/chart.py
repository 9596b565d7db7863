"""Value against effort as a drawing: where each improvement lies, in the units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from app.scoring.models import Factor
from app.scoring.queries import Standing

LEFT, RIGHT, TOP, BOTTOM = 44, 584, 24, 300
SMALLEST, LARGEST = 11, 21
HIGHEST_VALUE = 10
STEPS = 4
# Round widths of an axis, in person-months.
WIDTHS = (1, 2, 4, 8, 12, 20, 40, 80, 120, 200, 400, 800, 1200, 2000, 4000, 12000)


class Dot(NamedTuple):
    standing: Standing
    x: float
    y: float
    radius: float
    is_first: bool


class Tick(NamedTuple):
    """A line of the grid and the number beside it."""

    at: float
    number: float


class Chart(NamedTuple):
    """`half` is where the better half of the effort ends."""

    dots: Sequence[Dot]
    across: Sequence[Tick]
    up: Sequence[Tick]
    half: float


def chart_of(standings: Sequence[Standing]) -> Chart | None:
    """Of those whose value and effort are measured; None where none is."""
    drawn = [each for each in standings if {Factor.VALUE, Factor.EFFORT} <= set(each.amounts)]
    if not drawn:
        return None
    longest = max(each.amounts[Factor.EFFORT] for each in drawn)
    width = next(each for each in WIDTHS if each >= longest)
    most = max(each.demand.organisations for each in drawn)
    best = min(each.place for each in drawn)
    dots = [_dot(each, width, most, is_first=each.place == best) for each in drawn]
    dots.sort(key=lambda dot: -dot.radius)  # small ones are drawn over large ones
    across = [Tick(_x(part * width, width), float(part * width)) for part in _parts()]
    up = [Tick(_y(part * HIGHEST_VALUE), float(part * HIGHEST_VALUE)) for part in _parts()]
    return Chart(dots, across, up, (LEFT + RIGHT) / 2)


def _dot(standing: Standing, width: int, most: int, *, is_first: bool) -> Dot:
    share = (standing.demand.organisations / most) ** 0.5 if most else 0.0
    return Dot(
        standing,
        _x(Fraction(standing.amounts[Factor.EFFORT]), width),
        _y(Fraction(standing.amounts[Factor.VALUE])),
        round(SMALLEST + (LARGEST - SMALLEST) * share, 1),
        is_first,
    )


def _parts() -> list[Fraction]:
    return [Fraction(step, STEPS) for step in range(STEPS + 1)]


def _x(effort: Fraction, width: int) -> float:
    return round(float(LEFT + (RIGHT - LEFT) * effort / width), 1)


def _y(value: Fraction) -> float:
    return round(float(BOTTOM - (BOTTOM - TOP) * value / HIGHEST_VALUE), 1)
