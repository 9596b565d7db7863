"""Casting and withdrawing votes, following and unfollowing."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, distinct, func, or_, select

from app.core.clock import now
from app.core.db import Base, changed_rows, insert_new, key_of, session
from app.core.errors import Conflict
from app.core.i18n import _
from app.ideas.models import Idea
from app.ideas.queries.visible import with_faces
from app.ideas.service.counts import keep_demand
from app.people.models import User
from app.votes.events import vote_cast, vote_withdrawn
from app.votes.models import Follow, FollowState, Importance, Vote

HALF_LIFE_DAYS = 14.0
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_FAMILY = select(Idea.id).where(
    or_(Idea.id == bindparam("idea"), Idea.merged_into_id == bindparam("idea"))
)
_DEMAND = (
    select(func.count(distinct(Vote.user_id)), func.count(distinct(User.organisation_id)))
    .join(User, User.id == Vote.user_id)
    .where(Vote.idea_id.in_(_FAMILY))
)
_VOTES = (
    select(Vote.user_id, User.organisation_id, Vote.created_at)
    .join(User, User.id == Vote.user_id)
    .where(Vote.idea_id.in_(_FAMILY))
)


def cast(idea: Idea, *, voter: User, importance: Importance | None = None) -> bool:
    """Give `idea` the voter's vote; whoever votes follows. False when the vote was there already
    (its importance is then changed, if one is given). Raises Conflict on a closed idea."""
    _lock(idea)
    if not idea.is_open:
        raise Conflict(_("Voting has closed for this idea."))
    return _put(idea, voter, importance)


def put(idea: Idea, *, voter: User, importance: Importance | None = None) -> bool:
    """As `cast`, for votes that do not depend on the idea being open: an import's, an author's."""
    _lock(idea)
    return _put(idea, voter, importance)


def change_importance(idea: Idea, *, voter: User, importance: Importance) -> None:
    vote = session.scalar(select(Vote).where(Vote.idea_id == idea.id, Vote.user_id == voter.id))
    if vote is not None:
        vote.importance = importance
        session.flush()


def withdraw(idea: Idea, *, voter: User) -> bool:
    """Take the voter's vote back, and the following that came with it. False if there was none."""
    _lock(idea)
    mine = (Vote.idea_id == idea.id, Vote.user_id == voter.id)
    was_there = changed_rows(delete(Vote).where(*mine)) > 0
    session.execute(
        delete(Follow).where(
            Follow.idea_id == idea.id, Follow.user_id == voter.id, Follow.by_vote.is_(True)
        )
    )
    if was_there:
        refresh_demand(idea)
        vote_withdrawn.send(idea, voter=voter)
    return was_there


def follow(idea: Idea, *, follower: User) -> None:
    """Hear of `idea` until one says otherwise."""
    _set_follow(idea, follower, FollowState.FOLLOWING)


def unfollow(idea: Idea, *, follower: User) -> None:
    """Hear no more of `idea`, also not through a vote, kept or yet to come."""
    _set_follow(idea, follower, FollowState.MUTED)


def refresh_demand(idea: Idea, *, newest: datetime | None = None) -> None:
    """Count the distinct people and organisations of the idea's merge family again. With `newest`,
    the time of the one vote that came, the heat is carried on instead of summed anew."""
    if newest is None:
        votes = session.execute(_VOTES, {"idea": idea.id}).all()
        people = len({vote.user_id for vote in votes})
        organisations = len({vote.organisation_id for vote in votes} - {None})
        hot = heat([vote.created_at for vote in votes])
    else:
        people, organisations = session.execute(_DEMAND, {"idea": idea.id}).one()
        hot = warmer(idea.hot, newest) if people > 1 else heat([newest])
    keep_demand(idea, people=people, organisations=organisations, hot=hot)


def heat(times: list[datetime]) -> float:
    """log2 of the votes, each weighing half as much as one cast HALF_LIFE_DAYS later. The order
    this gives does not depend on the present moment, so it can be indexed. No votes: 0."""
    if not times:
        return 0.0
    newest = max(map(_halves, times))
    return newest + math.log2(sum(2 ** (_halves(moment) - newest) for moment in times))


def warmer(hot: float, moment: datetime) -> float:
    """The heat after one more vote."""
    high, low = max(hot, _halves(moment)), min(hot, _halves(moment))
    return high + math.log2(1 + 2 ** (low - high))


def _halves(moment: datetime) -> float:
    return (moment - EPOCH).total_seconds() / 86_400 / HALF_LIFE_DAYS


def _put(idea: Idea, voter: User, importance: Importance | None) -> bool:
    user_id = key_of(voter)
    is_new = _insert(Vote, idea_id=idea.id, user_id=user_id, importance=importance)
    if not is_new and importance is not None:
        change_importance(idea, voter=voter, importance=importance)
    _insert(Follow, idea_id=idea.id, user_id=user_id, state=FollowState.FOLLOWING, by_vote=True)
    if is_new:
        refresh_demand(idea, newest=now())
        vote_cast.send(idea, voter=voter)
    return is_new


def _set_follow(idea: Idea, follower: User, state: FollowState) -> None:
    is_new = _insert(Follow, idea_id=idea.id, user_id=follower.id, state=state, by_vote=False)
    if not is_new:
        mine = select(Follow).where(Follow.idea_id == idea.id, Follow.user_id == follower.id)
        kept = session.scalars(mine).one()
        kept.state, kept.by_vote = state, False
        session.flush()


def _lock(idea: Idea) -> None:
    """Read it again; nobody else counts its votes until this unit ends."""
    session.scalars(_read_again(), {"idea": key_of(idea)}).one()


@cache
def _read_again() -> Select[Idea]:
    """Put together once, because that costs more than asking it."""
    one = with_faces().where(Idea.id == bindparam("idea"))
    # PostgreSQL: two voters must not both count without the other. SQLite has one writer.
    return one.with_for_update(of=Idea).execution_options(populate_existing=True)


def _insert(table: type[Base], **values: Any) -> bool:
    """Insert unless the unique key is taken, which decides the race. True when it was free."""
    return changed_rows(insert_new(table), values) > 0
