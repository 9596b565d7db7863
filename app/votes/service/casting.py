"""Casting and withdrawing votes, following and unfollowing."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, distinct, func, select, update

from app.core.clock import now
from app.core.db import Base, UtcDateTime, changed_rows, insert_new, key_of, lock, session
from app.core.errors import Conflict
from app.core.i18n import _
from app.ideas.models import Idea
from app.ideas.queries.visible import FACES
from app.ideas.service.counts import keep_demand
from app.people.models import User
from app.votes.events import vote_cast, vote_withdrawn
from app.votes.families import FAMILY, follow_of_a_vote, lock_family, vote_new_in_family
from app.votes.models import Follow, FollowState, Importance, Vote
from app.votes.service.claims import claim_votes

HALF_LIFE_DAYS = 14.0
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_DEMAND = (
    select(func.count(distinct(Vote.user_id)), func.count(distinct(User.organisation_id)))
    .join(User, User.id == Vote.user_id)
    .where(Vote.idea_id.in_(FAMILY))
)
_PEOPLE = (
    select(Vote.user_id, User.organisation_id, func.min(Vote.created_at, type_=UtcDateTime))
    .join(User, User.id == Vote.user_id)
    .where(Vote.idea_id.in_(FAMILY))
    .group_by(Vote.user_id, User.organisation_id)
)


def cast(idea: Idea, *, voter: User, importance: Importance | None = None) -> bool:
    """Give `idea` the voter's vote; whoever votes follows. False when the vote was there already,
    on the idea or on one merged into it (its importance is then changed, if one is given). Raises
    Conflict on a closed or merged idea."""
    lock_votes(idea)
    _refuse_merged(idea)
    if not idea.is_open:
        raise Conflict(_("Voting has closed for this idea."))
    is_new = _put(idea, voter, importance)
    if not is_new:
        claim_votes(idea, voter=voter)
    return is_new


def put(idea: Idea, *, voter: User, importance: Importance | None = None) -> bool:
    """As `cast`, for votes that do not depend on the idea being open: an import's, an author's."""
    lock_votes(idea)
    _refuse_merged(idea)
    return _put(idea, voter, importance)


def change_importance(idea: Idea, *, voter: User, importance: Importance) -> None:
    """Say how much it matters, wherever in the merge family the voter's votes are."""
    mine = (Vote.idea_id.in_(FAMILY), Vote.user_id == key_of(voter))
    changed = update(Vote).where(*mine).values(importance=importance)
    # The votes are not in the session, but for one that `_put` has just added: by statement.
    unsynchronised = {"synchronize_session": False}
    root = {"idea": idea.merged_into_id or idea.id}
    session.execute(changed, root, execution_options=unsynchronised)


def withdraw(idea: Idea, *, voter: User) -> bool:
    """Take the voter's vote back, and the following that came with it, out of the whole merge
    family. False if there was none."""
    family = lock_family(idea)
    ids = [each.id for each in family]
    mine = delete(Vote).where(Vote.idea_id.in_(ids), Vote.user_id == key_of(voter))
    left = set(session.scalars(mine.returning(Vote.idea_id)))
    session.execute(
        delete(Follow).where(
            Follow.idea_id.in_(ids), Follow.user_id == key_of(voter), Follow.by_vote.is_(True)
        )
    )
    for each in family if left else ():
        if each.id in left or each.merged_into_id is None:
            refresh_demand(each)
        if each.id in left:
            vote_withdrawn.send(each, voter=voter)
    return bool(left)


def follow(idea: Idea, *, follower: User) -> None:
    """Hear of `idea` until one says otherwise."""
    _set_follow(idea, follower, FollowState.FOLLOWING)


def unfollow(idea: Idea, *, follower: User) -> None:
    """Hear no more of `idea`, also not through a vote, kept or yet to come."""
    _set_follow(idea, follower, FollowState.MUTED)


def lock_votes(idea: Idea) -> None:
    """Read it again; nobody else counts its votes until this unit ends."""
    # PostgreSQL: two voters must not both count without the other. SQLite has one writer.
    lock(idea)
    session.scalars(_read_again(), {"idea": key_of(idea)}).one()


def refresh_demand(idea: Idea, *, newest: datetime | None = None) -> None:
    """Count the distinct people and organisations of the idea and those merged into it again. With
    `newest`, the time of the one vote that came, the heat is carried on instead of summed anew."""
    if newest is None:
        asked = session.execute(_PEOPLE, {"idea": idea.id}).all()
        people = len(asked)
        organisations = len({organisation for _user, organisation, _first in asked} - {None})
        hot = heat([first for _user, _organisation, first in asked])
    else:
        people, organisations = session.execute(_DEMAND, {"idea": idea.id}).one()
        hot = warmer(idea.hot, newest) if people > 1 else heat([newest])
    keep_demand(idea, people=people, organisations=organisations, hot=hot)


def heat(times: list[datetime]) -> float:
    """log2 of the people, each weighing half as much as one who first voted HALF_LIFE_DAYS later.
    The order this gives does not depend on the present moment: it can be indexed. No votes: 0."""
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


def _refuse_merged(idea: Idea) -> None:
    if idea.merged_into_id is not None:
        raise Conflict(_("This idea is counted with another one now. Open it to vote there."))


def _put(idea: Idea, voter: User, importance: Importance | None) -> bool:
    given, moment = {"idea": idea.id, "voter": key_of(voter)}, now()
    vote = {**given, "importance": importance, "at": moment}
    is_new = changed_rows(vote_new_in_family(), vote) > 0
    if not is_new and importance is not None:
        change_importance(idea, voter=voter, importance=importance)
    session.execute(follow_of_a_vote(), given)
    if is_new:
        refresh_demand(idea, newest=moment)
        vote_cast.send(idea, voter=voter)
    return is_new


def _set_follow(idea: Idea, follower: User, state: FollowState) -> None:
    is_new = _insert(Follow, idea_id=idea.id, user_id=follower.id, state=state, by_vote=False)
    if not is_new:
        mine = select(Follow).where(Follow.idea_id == idea.id, Follow.user_id == follower.id)
        kept = session.scalars(mine).one()
        kept.state, kept.by_vote = state, False
        session.flush()


@cache
def _read_again() -> Select[Idea]:
    """Put together once, because that costs more than asking it."""
    one = select(Idea).options(*FACES).where(Idea.id == bindparam("idea"))
    return one.execution_options(populate_existing=True)


def _insert(table: type[Base], **values: Any) -> bool:
    """Insert unless the unique key is taken, which decides the race. True when it was free."""
    return changed_rows(insert_new(table), values) > 0
