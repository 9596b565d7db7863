"""The months as a drawing: how many voted instead and how many posted, in the units of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.duplicates.quality import Month

LEFT, RIGHT, TOP, BOTTOM = 44, 596, 24, 180
GAP = 10
# Round heights of the axis, in people.
HEIGHTS = (4, 10, 20, 40, 100, 200, 400, 1000, 2000, 4000, 10_000, 100_000, 1_000_000)


class Bar(NamedTuple):
    """The part that voted stands below the part that posted."""

    month: Month
    x: float
    width: float
    voted_top: float
    posted_top: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def voted_height(self) -> float:
        return BOTTOM - self.voted_top

    @property
    def posted_height(self) -> float:
        return self.voted_top - self.posted_top


class Trend(NamedTuple):
    """`ticks` are heights in the drawing with the number of people they stand for."""

    bars: list[Bar]
    ticks: list[tuple[float, int]]


def trend_of(months: Sequence[Month]) -> Trend | None:
    """None where nothing was shown in all of them."""
    most = max(month.deflected.n for month in months)
    if not most:
        return None
    height = next(each for each in HEIGHTS if each >= most)
    step = (RIGHT - LEFT) / len(months)
    bars = [
        Bar(
            month,
            round(LEFT + step * place + GAP / 2, 1),
            round(step - GAP, 1),
            _y(month.deflected.part, height),
            _y(month.deflected.n, height),
        )
        for place, month in enumerate(months)
    ]
    return Trend(bars, [(_y(part, height), part) for part in (0, height // 2, height)])


def _y(people: int, height: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * people / height, 1)
