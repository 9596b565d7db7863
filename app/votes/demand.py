"""Who asks for groups of ideas, such as those behind an improvement: distinct people and
organisations over the merge families of them all. Votes are never summed, so whoever asked twice
counts once."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Select, Subquery, distinct, func, select, union

from app.core.db import session
from app.ideas.models import Idea
from app.people.models import User
from app.votes.models import Vote

# `group_id` and `idea_id` of each idea that belongs to a group.
Pairs = Select[int, int]


class Demand(NamedTuple):
    people: int = 0
    organisations: int = 0


def demands_of(pairs: Pairs) -> dict[int, Demand]:
    """By group, in one statement; groups nobody asks for are left out."""
    members = families(pairs)
    counted = (
        select(
            members.c.group_id,
            func.count(distinct(Vote.user_id)),
            func.count(distinct(User.organisation_id)),
        )
        .join(Vote, Vote.idea_id == members.c.idea_id)
        .join(User, User.id == Vote.user_id)
        .group_by(members.c.group_id)
    )
    return {group: Demand(people, firms) for group, people, firms in session.execute(counted)}


def families(pairs: Pairs) -> Subquery:
    """Each group with every idea counted for it: its roots and all that was merged into them."""
    found = roots(pairs)
    merged = select(found.c.group_id, Idea.id).join(Idea, Idea.merged_into_id == found.c.idea_id)
    return union(select(found.c.group_id, found.c.idea_id), merged).subquery()


def roots(pairs: Pairs) -> Subquery:
    """Each group with its ideas; for a merged one, what it was merged into. What was deleted asks
    for nothing."""
    asked = pairs.subquery()
    return (
        select(asked.c.group_id, func.coalesce(Idea.merged_into_id, Idea.id).label("idea_id"))
        .join(Idea, Idea.id == asked.c.idea_id)
        .where(Idea.deleted_at.is_(None))
        .distinct()
        .subquery()
    )
