"""Who asks for improvements: distinct people and organisations over the merge families of all
ideas behind each. Votes are never summed, so whoever asked twice counts once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, case, distinct, func, literal, select, union

from app.core.db import session
from app.ideas.models import Idea
from app.improvements.models import Evidence
from app.people.models import Organisation, User
from app.votes.models import Importance, Vote

ORDER = (Importance.NICE, Importance.IMPORTANT, Importance.CRITICAL)
FEWEST = 5


class Demand(NamedTuple):
    people: int = 0
    organisations: int = 0


class Shares(NamedTuple):
    """How many people say what their wish is worth to them, each at their strongest word; `asked`
    of how many."""

    critical: int
    important: int
    nice: int
    asked: int

    @property
    def said(self) -> int:
        return self.critical + self.important + self.nice

    @property
    def has_percentages(self) -> bool:
        """Of fewer than 5 only the counts are given."""
        return self.said >= FEWEST

    def percent(self, people: int) -> int:
        """Of those who said, rounded half away from zero."""
        return (200 * people + self.said) // (2 * self.said)


def demands(improvement_ids: Collection[int]) -> dict[int, Demand]:
    """By improvement; those nobody asks for are left out."""
    return _demands(_of_improvements(improvement_ids)) if improvement_ids else {}


def demand_behind(idea_ids: Collection[int]) -> Demand:
    """Of some ideas together."""
    return _demands(_of_ideas(idea_ids)).get(0, Demand()) if idea_ids else Demand()


def revenues(improvement_ids: Collection[int]) -> dict[int, int]:
    """A year's revenue of the organisations asking, each counted once, by improvement. For those
    who may see revenue."""
    return _revenues(_of_improvements(improvement_ids)) if improvement_ids else {}


def revenue_behind(idea_ids: Collection[int]) -> int:
    return _revenues(_of_ideas(idea_ids)).get(0, 0) if idea_ids else 0


def importance_behind(improvement_id: int) -> Shares:
    strongest = case({word: rank for rank, word in enumerate(ORDER)}, value=Vote.importance)
    votes = _votes(_of_improvements([improvement_id]))
    each = votes.add_columns(func.max(strongest).label("rank")).group_by(*votes.selected_columns)
    said = each.subquery()
    counted = select(said.c.rank, func.count(distinct(said.c.user_id))).group_by(said.c.rank)
    by_rank = {row[0]: row[1] for row in session.execute(counted)}
    nice, important, critical = (by_rank.get(rank, 0) for rank in range(len(ORDER)))
    return Shares(critical, important, nice, sum(by_rank.values()))


def _demands(pairs: Select[int, int]) -> dict[int, Demand]:
    votes = _votes(pairs).subquery()
    counted = select(
        votes.c.improvement_id,
        func.count(distinct(votes.c.user_id)),
        func.count(distinct(votes.c.organisation_id)),
    ).group_by(votes.c.improvement_id)
    return {row[0]: Demand(row[1], row[2]) for row in session.execute(counted)}


def _revenues(pairs: Select[int, int]) -> dict[int, int]:
    votes = _votes(pairs).subquery()
    once = select(votes.c.improvement_id, votes.c.organisation_id).distinct().subquery()
    summed = (
        select(once.c.improvement_id, func.sum(Organisation.revenue))
        .join(Organisation, Organisation.id == once.c.organisation_id)
        .where(Organisation.revenue.is_not(None))
        .group_by(once.c.improvement_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(summed)}


def _votes(pairs: Select[int, int]) -> Select[Any]:
    """Improvement, voter and their organisation for each vote in the families of the pairs."""
    families = _families(pairs)
    return (
        select(families.c.improvement_id, Vote.user_id, User.organisation_id)
        .join(Vote, Vote.idea_id == families.c.idea_id)
        .join(User, User.id == Vote.user_id)
    )


def _families(pairs: Select[int, int]) -> Subquery:
    """Each improvement with every idea counted for it: the roots of its ideas and all that were
    merged into them. A root that was deleted asks for nothing."""
    behind = pairs.subquery()
    root_id = func.coalesce(Idea.merged_into_id, Idea.id)
    roots = (
        select(behind.c.improvement_id, root_id.label("idea_id"))
        .join(Idea, Idea.id == behind.c.idea_id)
        .where(Idea.deleted_at.is_(None))
        .subquery()
    )
    merged = select(roots.c.improvement_id, Idea.id).join(
        Idea, Idea.merged_into_id == roots.c.idea_id
    )
    return union(select(roots.c.improvement_id, roots.c.idea_id), merged).subquery()


def _of_improvements(improvement_ids: Collection[int]) -> Select[int, int]:
    pairs = select(Evidence.improvement_id, Evidence.idea_id)
    return pairs.where(Evidence.improvement_id.in_(list(improvement_ids)))


def _of_ideas(idea_ids: Collection[int]) -> Select[int, int]:
    pairs = select(literal(0).label("improvement_id"), Idea.id.label("idea_id"))
    return pairs.where(Idea.id.in_(list(idea_ids)))
