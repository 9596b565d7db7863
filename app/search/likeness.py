"""Turns the sum of a search into a likelihood that a hit asks for the same thing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from heapq import nlargest
from typing import NamedTuple

from app.core.figures import Proportion
from app.search.documents import Hit, Key
from app.search.scoring import WeighedTerm, is_placed


class Calibration(NamedTuple):
    """p = 1 / (1 + exp(-(slope * strength + offset))).

    A hit whose likelihood reaches `likely` is called likely.
    """

    slope: float
    offset: float
    likely: float


# As `flask search calibrate` prints them: by maximum likelihood on the five best hits of 1,087
# reports with known duplicates and 600 without, in one index of 11,358 documents of two public
# trackers (bugs.jquery.com and bugs.jqueryui.com). At most one in ten reports without a duplicate
# has a hit that reaches `likely`.
TITLE_ONLY = Calibration(slope=3.44, offset=-8.03, likely=0.23)
WITH_BODY = Calibration(slope=2.25, offset=-6.61, likely=0.25)


class Calibrations(NamedTuple):
    """For questions of a title alone, and with a body."""

    title: Calibration
    body: Calibration


SHIPPED = Calibrations(TITLE_ONLY, WITH_BODY)
# The same where meaning counts beside words.
SHIPPED_SEMANTIC = Calibrations(Calibration(2.03, -8.29, 0.28), Calibration(1.62, -7.44, 0.29))
# Likely hits of titles that were duplicates, learnt from one half of those reports, on the other.
PROMISED = Proportion(51, 131)
PROMISED_SEMANTIC = Proportion(56, 113)


def best_hits(
    sums: Iterable[tuple[float, Key]],
    query: Iterable[WeighedTerm],
    *,
    unit: float,
    calibration: Calibration,
    limit: int,
) -> list[Hit]:
    """The `limit` best of the scored documents. `unit` is explained at `scoring.Ranking`."""
    terms = {term.text: term.weight for term in query if not is_placed(term.text)}
    return [
        hit(key, math.log1p(raw / unit), terms, calibration)
        for raw, key in nlargest(limit, sums)
        if raw > 0
    ]


def hit(key: Key, strength: float, terms: Mapping[str, float], calibration: Calibration) -> Hit:
    score = likeness(strength, calibration)
    return Hit(*key, strength, score, score >= calibration.likely, terms)


def likeness(strength: float, calibration: Calibration) -> float:
    """A likelihood from 0 to 1 that grows with `strength`, so that it never contradicts the
    order."""
    return 1 / (1 + math.exp(-(calibration.slope * strength + calibration.offset)))
