"""What a person voted for and follows, in batches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, or_, select

from app.core.db import session
from app.ideas.models import Idea
from app.ideas.queries.visible import visible_ideas
from app.people.models import Reader, User
from app.votes.models import Follow, FollowState, Importance, Proxy, Vote

_READER = bindparam("reader", type_=Integer)

# A column beside `ideas`: when `:reader` gave each its vote, null where they did not.
VOTED_AT: ColumnElement[datetime] = (
    select(Vote.created_at)
    .where(Vote.idea_id == Idea.id, Vote.user_id == _READER)
    .correlate(Idea)
    .scalar_subquery()
)
_BALLOT = (
    select(Idea.people, Idea.organisations, Vote.id, Vote.importance, Follow.state)
    .outerjoin(Vote, and_(Vote.idea_id == Idea.id, Vote.user_id == _READER))
    .outerjoin(Follow, and_(Follow.idea_id == Idea.id, Follow.user_id == _READER))
    .where(Idea.id == bindparam("idea"))
)


class Ballot(NamedTuple):
    """What one person sees in an idea's vote panel."""

    people: int
    organisations: int
    has_voted: bool
    importance: Importance | None
    is_following: bool


def ballot(idea_id: int, person_id: int | None) -> Ballot:
    """One statement, so that the answer to a vote stays cheap."""
    found = session.execute(_BALLOT, {"idea": idea_id, "reader": person_id}).one()
    people, organisations, vote_id, importance, state = found
    return Ballot(
        people, organisations, vote_id is not None, importance, state is FollowState.FOLLOWING
    )


def empty_ballot(idea: Idea) -> Ballot:
    """What someone signed out sees, without a statement."""
    return Ballot(idea.people, idea.organisations, False, None, False)


def voted_among(idea_ids: Iterable[int], *, reader: Reader) -> set[int]:
    """Those of the ideas the reader gave a vote; no statement for an anonymous reader."""
    if reader.id is None:
        return set()
    mine = select(Vote.idea_id).where(Vote.user_id == reader.id, Vote.idea_id.in_(list(idea_ids)))
    return set(session.scalars(mine))


def ids_voted_for(reader: Reader) -> Select[int]:
    return select(Vote.idea_id).where(Vote.user_id == reader.id)


def people_heard(reader: Reader) -> int:
    """How many people voted on ideas this reader sees; submitting is voting too."""
    gave_vote = exists().where(
        Vote.user_id == User.id, Idea.id == Vote.idea_id, visible_ideas(reader)
    )
    return session.scalar(select(func.count(User.id)).where(gave_vote)) or 0


def customers_of(employee: User, idea: Idea) -> list[User]:
    """The customers `employee` asked for, by this idea or one merged into it, who are not told by
    us: they did not agree to it and have not taken over themselves."""
    in_family = or_(Idea.id == idea.id, Idea.merged_into_id == idea.id)
    spoken_for = (
        select(Proxy.user_id)
        .join(Idea, Idea.id == Proxy.idea_id)
        .where(
            in_family,
            Proxy.employee_id == employee.id,
            Proxy.has_consented.is_(False),
            Proxy.claimed_at.is_(None),
        )
    )
    return list(session.scalars(select(User).where(User.id.in_(spoken_for)).order_by(User.name)))


def ids_voted_since(moment: datetime) -> Select[int]:
    """Ideas somebody gave their vote after `moment`. An import's votes are dated as its ideas."""
    return select(Vote.idea_id).where(Vote.updated_at > moment)
