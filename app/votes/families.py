"""Votes on ideas that were merged: the rows stay where they were given, and count once a person."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Insert, Integer, Select, bindparam, exists, literal, or_, select
from sqlalchemy.orm import aliased, lazyload

from app.core.db import insert_new, key_of, session
from app.core.errors import Conflict
from app.core.i18n import _
from app.ideas.models import Idea
from app.votes.models import Follow, FollowState, Vote

_IDEA = bindparam("idea", type_=Integer)
_VOTER = bindparam("voter", type_=Integer)

# Ids of `:idea` and of what was merged into it.
FAMILY = select(Idea.id).where(or_(Idea.id == _IDEA, Idea.merged_into_id == _IDEA))


def lock_family(idea: Idea) -> list[Idea]:
    """The idea's whole merge family as it is now, locked on PostgreSQL in the order of ids, as
    merging does: so nobody waits for somebody who waits for them. Raises Conflict where the idea
    was merged while this waited."""
    family = list(session.scalars(_family(), {"idea": key_of(idea)}))
    if idea.merged_into_id is not None and idea.merged_into_id not in {one.id for one in family}:
        raise Conflict(_("This idea was merged a moment ago. Please try again."))
    return family


def vote_new_in_family() -> Insert:
    """Gives `:idea` the vote of `:voter` at the moment `:at`, unless they gave it one, or gave one
    to an idea merged into it."""
    return _vote_new_in_family(insert_new(Vote))


def follow_of_a_vote() -> Insert:
    """Lets `:voter` follow `:idea` if it carries their vote, unless they chose before."""
    return _follow_of_a_vote(insert_new(Follow))


# Put together once, because that costs more than asking them.


@cache
def _family() -> Select[Idea]:
    own = aliased(Idea)
    root = select(own.merged_into_id).where(own.id == _IDEA).scalar_subquery()
    ends = (Idea.id == _IDEA, Idea.merged_into_id == _IDEA)
    return (
        select(Idea)
        .where(or_(*ends, Idea.id == root, Idea.merged_into_id == root))
        .order_by(Idea.id)
        .options(lazyload(Idea.status))  # PostgreSQL would join the one from before the wait
        .with_for_update(of=Idea)
        .execution_options(populate_existing=True)
    )


@cache
def _vote_new_in_family(into: Insert) -> Insert:
    has_voted = exists().where(Vote.idea_id.in_(FAMILY), Vote.user_id == _VOTER)
    importance = bindparam("importance", type_=Vote.importance.type)
    moment = bindparam("at", type_=Vote.created_at.type)
    given = select(_IDEA, _VOTER, importance, moment).where(~has_voted)
    return into.from_select(["idea_id", "user_id", "importance", "created_at"], given)


@cache
def _follow_of_a_vote(into: Insert) -> Insert:
    has_voted = exists().where(Vote.idea_id == _IDEA, Vote.user_id == _VOTER)
    state = literal(FollowState.FOLLOWING, Follow.state.type)
    given = select(_IDEA, _VOTER, state, literal(True)).where(has_voted)
    return into.from_select(["idea_id", "user_id", "state", "by_vote"], given)
