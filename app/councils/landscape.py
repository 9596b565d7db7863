"""The opportunity landscape as a drawing: satisfaction across, importance up, in its own units."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from app.councils.models import HIGHEST, LOWEST
from app.councils.queries.results import Judged

LEFT, RIGHT, TOP, BOTTOM = 44, 584, 24, 300
MARKS = (1, 4, 7, 10)


class Dot(NamedTuple):
    judged: Judged
    x: float
    y: float
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


def landscape_of(judged: Sequence[Judged]) -> Landscape | None:
    """Of those with both middles; None where there is none."""
    drawn = [
        (each, each.outcome.satisfaction.median, each.outcome.importance.median) for each in judged
    ]
    dots = [
        Dot(each, _x(had), _y(wanted), is_first=number == 0)
        for number, (each, had, wanted) in enumerate(drawn)
        if had is not None and wanted is not None
    ]
    if not dots:
        return None
    middle = Fraction(LOWEST + HIGHEST, 2)
    across = [Tick(_x(Fraction(mark)), mark) for mark in MARKS]
    up = [Tick(_y(Fraction(mark)), mark) for mark in MARKS]
    return Landscape(dots, across, up, _x(middle), _y(middle))


def _x(satisfaction: Fraction) -> float:
    return round(float(LEFT + (RIGHT - LEFT) * _share(satisfaction)), 1)


def _y(importance: Fraction) -> float:
    return round(float(BOTTOM - (BOTTOM - TOP) * _share(importance)), 1)


def _share(score: Fraction) -> Fraction:
    return (score - LOWEST) / (HIGHEST - LOWEST)
