"""Learning from known duplicates what a sum of the search is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.core.errors import Conflict
from app.search.likeness import Calibration, likeness
from app.search.measuring import SHOWN, Answer, Found

MOST_FALSE_ALARMS = 0.1
FEWEST_TRUE = 20
FEWEST_NEGATIVES = 20
_STEPS = 100
_CLOSE = 1e-9
# Keeps the fit finite where one sum parts all true hits from all others.
_RIDGE = 1e-6


def calibrate(positives: Sequence[Answer], negatives: Sequence[Answer]) -> Calibration:
    """Slope and offset by maximum likelihood on the hits that would be shown; `likely` is the
    lowest likelihood, in hundredths, that at most one in ten negatives has a hit of. Raises
    Conflict where there is too little to learn from, or a higher sum does not mean more likely."""
    hits = [hit for answer in (*positives, *negatives) for hit in answer.hits[:SHOWN]]
    found = sum(hit.is_true for hit in hits)
    if found < FEWEST_TRUE or found == len(hits) or len(negatives) < FEWEST_NEGATIVES:
        raise Conflict(
            f"Too little to learn from: {found} duplicates found and {len(negatives)} reports"
            f" without one. It takes {FEWEST_TRUE} and {FEWEST_NEGATIVES}."
        )
    slope, offset = _most_likely(hits)
    if slope <= 0:
        raise Conflict("Here a higher sum does not mean a likelier duplicate: nothing is learnt.")
    curve = Calibration(round(slope, 2), round(offset, 2), 1.0)
    return curve._replace(likely=_threshold(negatives, curve))


def _most_likely(hits: Sequence[Found]) -> tuple[float, float]:
    """Logistic regression of one variable by Newton's method."""
    slope = offset = 0.0
    for _step in range(_STEPS):
        down_slope, down_offset = _RIDGE * slope, _RIDGE * offset
        ss, so, oo = _RIDGE, 0.0, _RIDGE
        for strength, is_true in hits:
            p = 1 / (1 + math.exp(-(slope * strength + offset)))
            error, weight = p - is_true, p * (1 - p)
            down_slope, down_offset = down_slope + error * strength, down_offset + error
            ss, so, oo = ss + weight * strength**2, so + weight * strength, oo + weight
        determinant = ss * oo - so * so
        step = (down_slope * oo - down_offset * so) / determinant
        slope, offset = slope - step, offset - (down_offset * ss - down_slope * so) / determinant
        if abs(step) < _CLOSE:
            break
    return slope, offset


def _threshold(negatives: Sequence[Answer], curve: Calibration) -> float:
    best = (likeness(each.hits[0].strength, curve) for each in negatives if each.hits)
    highest = sorted(best, reverse=True)
    allowed = math.floor(len(negatives) * MOST_FALSE_ALARMS)
    first_refused = highest[allowed] if allowed < len(highest) else 0.0
    return min(1.0, (math.floor(first_refused * 100) + 1) / 100)
