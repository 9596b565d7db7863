"""What went into scores, and who stands where."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.improvements.models import Improvement
from app.improvements.queries.demand import Demand, demands
from app.improvements.queries.listing import Listed, open_improvements
from app.scoring.formulas import Model, Score, score
from app.scoring.models import Factor, Rank, Rating
from app.scoring.ranking import Claim, Runner, ranked


class Standing(NamedTuple):
    """An open improvement in its place. `by_score` is the place its score alone would give; `rank`
    the place it was given by hand, or none."""

    improvement: Improvement
    ideas: int
    demand: Demand
    amounts: dict[Factor, Decimal]
    score: Score
    place: int
    by_score: int
    ties: tuple[int, ...]
    rank: Rank | None


def standings(model: Model) -> list[Standing]:
    """All open improvements in the order of their places; the same number of statements for one
    and for a thousand."""
    listed = open_improvements()
    ids = [each.id for each in listed]
    asking, typed, ranks = demands(ids), ratings_of(ids), ranks_of(ids)
    unplaced = {
        each.improvement.number: _unplaced(
            each, asking.get(each.id, Demand()), typed.get(each.id, {}), ranks.get(each.id), model
        )
        for each in listed
    }
    return [
        unplaced[one.number]._replace(place=one.place, by_score=one.by_score, ties=one.ties)
        for one in ranked(map(_runner, unplaced.values()))
    ]


def ratings_of(improvement_ids: Collection[int]) -> dict[int, dict[Factor, Decimal]]:
    """The factors that were typed in, by improvement."""
    rated: dict[int, dict[Factor, Decimal]] = {}
    typed = select(Rating.improvement_id, Rating.factor, Rating.amount)
    for row in session.execute(typed.where(Rating.improvement_id.in_(list(improvement_ids)))):
        rated.setdefault(row.improvement_id, {})[row.factor] = row.amount
    return rated


def ranks_of(improvement_ids: Collection[int]) -> dict[int, Rank]:
    placed = select(Rank).options(joinedload(Rank.actor))
    found = session.scalars(placed.where(Rank.improvement_id.in_(list(improvement_ids))))
    return {rank.improvement_id: rank for rank in found}


def measured_amounts(typed: dict[Factor, Decimal], demand: Demand) -> dict[Factor, Decimal]:
    """With the reach as it is measured now, the organisations asking, unless one was typed in."""
    return {Factor.REACH: Decimal(demand.organisations), **typed}


def _unplaced(
    listed: Listed,
    demand: Demand,
    typed: dict[Factor, Decimal],
    rank: Rank | None,
    model: Model,
) -> Standing:
    scored = score(model, measured_amounts(typed, demand))
    return Standing(listed.improvement, listed.ideas, demand, typed, scored, 0, 0, (), rank)


def _runner(standing: Standing) -> Runner:
    rank = standing.rank
    return Runner(
        standing.improvement.number,
        standing.score.exact,
        standing.demand.organisations,
        Claim(rank.place, rank.updated_at) if rank else None,
    )
