"""The roadmap as a reader sees it, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from app.core.db import session
from app.improvements.models import Evidence, Horizon, Improvement
from app.people.models import Reader
from app.roadmap.models import Promise
from app.roadmap.queries.promises import promises_of
from app.roadmap.queries.shown import LANES, on_roadmap
from app.roadmap.queries.voices import Voices, voices_behind
from app.votes.demand import Demand, Pairs, demands_of

MOST = 50  # in a lane; and as many of the newest that shipped
NO_VOICES = Voices([], None, 0, False)


class Card(NamedTuple):
    """One improvement. Its demand counts everyone who asked, its voices name only ideas that the
    reader may see."""

    improvement: Improvement
    demand: Demand
    voices: Voices
    promises: list[Promise]


class Roadmap(NamedTuple):
    """The cards of each lane, those most people asked for first, and what shipped, the newest
    first; `totals` by horizon, more than are shown where there are more than MOST."""

    lanes: dict[Horizon, list[Card]]
    shipped: list[Card]
    totals: dict[Horizon, int]

    @property
    def is_empty(self) -> bool:
        return not any(self.totals.values())


def roadmap(reader: Reader) -> Roadmap:
    totals = dict.fromkeys((*LANES, Horizon.SHIPPED), 0)
    improvements = []
    for improvement, total in session.execute(_placed(reader)):
        improvements.append(improvement)
        totals[improvement.horizon] = total
    cards = _cards(improvements, reader)
    lanes = {lane: _in_lane(cards, lane) for lane in LANES}
    shipped = [card for card in cards if card.improvement.horizon is Horizon.SHIPPED]
    return Roadmap(lanes, shipped, totals)


def newest_on_roadmap(reader: Reader, most: int) -> list[Card]:
    """Those that moved last, first: for the feed."""
    last_moved = (Improvement.horizon_since.desc(), Improvement.id.desc())
    wanted = select(Improvement).where(on_roadmap(reader)).order_by(*last_moved).limit(most)
    return _cards(list(session.scalars(wanted)), reader)


def ideas_behind(improvement_ids: Collection[int]) -> Pairs:
    """Pairs of `group_id`, the improvement's, and `idea_id`."""
    return select(Evidence.improvement_id.label("group_id"), Evidence.idea_id).where(
        Evidence.improvement_id.in_(list(improvement_ids))
    )


def _placed(reader: Reader) -> Select[Any]:
    """The newest of each horizon, and how many there are in all."""
    newest_first = (Improvement.horizon_since.desc(), Improvement.id.desc())
    ranked = (
        select(
            Improvement,
            func.row_number()
            .over(partition_by=Improvement.horizon, order_by=newest_first)
            .label("place"),
            func.count().over(partition_by=Improvement.horizon).label("total"),
        )
        .where(on_roadmap(reader))
        .subquery()
    )
    placed = aliased(Improvement, ranked)
    shown: Select[Any] = select(placed, ranked.c.total).where(ranked.c.place <= MOST)
    return shown.order_by(ranked.c.place).options(joinedload(placed.element))


def _cards(improvements: list[Improvement], reader: Reader) -> list[Card]:
    if not improvements:
        return []
    ids = [improvement.id for improvement in improvements]
    pairs = ideas_behind(ids)
    asked, behind, promised = (
        demands_of(pairs),
        voices_behind(pairs, reader=reader),
        promises_of(ids),
    )
    return [
        Card(
            each,
            asked.get(each.id, Demand()),
            behind.get(each.id, NO_VOICES),
            promised.get(each.id, []),
        )
        for each in improvements
    ]


def _in_lane(cards: list[Card], lane: Horizon) -> list[Card]:
    here = [card for card in cards if card.improvement.horizon is lane]
    return sorted(here, key=lambda card: (-card.demand.people, card.improvement.number))
