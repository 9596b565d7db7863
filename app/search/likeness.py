"""Turns the sum of a search into a likelihood that a hit asks for the same thing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from heapq import nlargest
from typing import NamedTuple

from app.search.documents import Hit, Key
from app.search.scoring import WeighedTerm


class Calibration(NamedTuple):
    """p = 1 / (1 + exp(-(slope * ln(1 + strength) + offset))).

    A hit whose likelihood reaches `likely` is called likely.
    """

    slope: float
    offset: float
    likely: float


# Fitted by maximum likelihood on the five best hits of 1,087 reports with known duplicates and
# 600 without, in one index of 11,358 documents of two public trackers (bugs.jquery.com and
# bugs.jqueryui.com). One in ten reports without a duplicate has a hit that reaches `likely`.
TITLE_ONLY = Calibration(slope=3.59, offset=-8.08, likely=0.22)
WITH_BODY = Calibration(slope=2.47, offset=-6.96, likely=0.26)


def best_hits(
    sums: Iterable[tuple[float, Key]],
    query: Iterable[WeighedTerm],
    *,
    unit: float,
    calibration: Calibration,
    limit: int,
) -> list[Hit]:
    """The `limit` best of the scored documents. `unit` is explained at `ranking.Ranking`."""
    terms = {term.text: term.weight for term in query}
    hits = []
    for raw, (kind, number) in nlargest(limit, sums):
        if raw > 0:
            strength = raw / unit
            score = likeness(strength, calibration)
            hits.append(Hit(kind, number, strength, score, score >= calibration.likely, terms))
    return hits


def likeness(strength: float, calibration: Calibration) -> float:
    """A likelihood from 0 to 1 that grows with `strength`, so that it never contradicts the order.

    `strength` is in units of the rarest word's weight: see `ranking.Ranking.unit`.
    """
    return 1 / (1 + math.exp(-(calibration.slope * math.log1p(strength) + calibration.offset)))
