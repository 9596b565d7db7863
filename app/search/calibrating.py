"""Fits the likelihood that a hit asks for the same thing to duplicates that are known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from app.core.errors import Invalid
from app.core.i18n import _
from app.search.evaluating import SHOWN, Answer
from app.search.likeness import Calibration, likeness

MOST_FALSE_ALARMS = 0.1
ROUNDS = 50
SETTLED = 1e-9


class Pair(NamedTuple):
    """A hit with the strength of its match, and whether it was a true duplicate."""

    strength: float
    is_same: bool


def fit(answers: Sequence[Answer]) -> Calibration:
    """By maximum likelihood on the hits that would be shown. Likely is what at most one in ten of
    the texts without a duplicate has. Raises Invalid where there is too little to learn from."""
    pairs = [
        Pair(hit.strength, hit.id in answer.query.duplicates)
        for answer in answers
        for hit in answer.hits[:SHOWN]
    ]
    same = sum(pair.is_same for pair in pairs)
    best = [answer.hits[0].strength for answer in answers if _has_hits_but_no_duplicate(answer)]
    if min(same, len(pairs) - same, len(best)) < 1:
        raise Invalid(_("There is too little to learn from: duplicates, others, and negatives."))
    slope, offset = _logistic(pairs)
    shape = Calibration(slope, offset, likely=1.0)
    most = sum(not answer.query.duplicates for answer in answers) * MOST_FALSE_ALARMS
    loudest = sorted((likeness(strength, shape) for strength in best), reverse=True)
    return shape._replace(likely=_just_above(loudest, int(most)))


def judged(answer: Answer, calibration: Calibration) -> Answer:
    """The same answer with the scores of another calibration."""
    hits = []
    for hit in answer.hits:
        score = likeness(hit.strength, calibration)
        hits.append(hit._replace(score=score, is_likely=score >= calibration.likely))
    return answer._replace(hits=hits)


def _has_hits_but_no_duplicate(answer: Answer) -> bool:
    return bool(answer.hits) and not answer.query.duplicates


def _just_above(falling: Sequence[float], most: int) -> float:
    """The lowest threshold, of two digits, that at most `most` of the values reach."""
    if most >= len(falling):
        return 0.0
    threshold = math.floor(falling[most] * 100) / 100
    while sum(value >= threshold for value in falling) > most:
        threshold = round(threshold + 0.01, 2)
    return threshold


def _logistic(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Slope and offset of p = 1 / (1 + exp(-(slope * ln(1 + strength) + offset))), by Newton's
    method on the logarithm of the likelihood."""
    given = [(math.log1p(pair.strength), float(pair.is_same)) for pair in pairs]
    slope = offset = 0.0
    for _round in range(ROUNDS):
        step, shift = _newton_step(given, slope, offset)
        slope, offset = slope + step, offset + shift
        if abs(step) + abs(shift) < SETTLED:
            break
    return slope, offset


def _newton_step(
    given: Sequence[tuple[float, float]], slope: float, offset: float
) -> tuple[float, float]:
    """How far slope and offset have to go; the curvature is a symmetric matrix of two rows."""
    by_slope = by_offset = steep = mixed = flat = 0.0
    for x, y in given:
        p = 1 / (1 + math.exp(-(slope * x + offset)))
        weight = p * (1 - p)
        by_slope += (y - p) * x
        by_offset += y - p
        steep += weight * x * x
        mixed += weight * x
        flat += weight
    determinant = steep * flat - mixed * mixed
    if determinant < SETTLED:
        raise Invalid(
            _(
                "Nothing can be fitted: duplicates and others are alike throughout, or not at all. "
                "Take more texts."
            )
        )
    return (
        (flat * by_slope - mixed * by_offset) / determinant,
        (steep * by_offset - mixed * by_slope) / determinant,
    )
