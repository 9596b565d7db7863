"""What a person voted for and follows, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    distinct,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.core.db import session
from app.ideas.models import Idea
from app.ideas.queries.visible import visible_ideas
from app.people.models import Reader, User
from app.votes.models import Follow, FollowState, Importance, Proxy, Vote

_READER = bindparam("reader", type_=Integer)
_HIGHEST = list(Importance)
_member = aliased(Idea)  # an idea of a merge family

# A column beside `ideas`: when `:reader` gave each, or one merged into it, their first vote; null
# where they did not. The inner vote is a column of its own, so that SQLite looks votes up for the
# few merged ideas, never merged ideas for all votes.
_OWN_VOTE_AT = (
    select(Vote.created_at)
    .where(Vote.idea_id == Idea.id, Vote.user_id == _READER)
    .correlate(Idea)
    .scalar_subquery()
)
_MERGED_VOTE_AT = (
    select(
        func.min(
            select(Vote.created_at)
            .where(Vote.idea_id == _member.id, Vote.user_id == _READER)
            .correlate(_member)
            .scalar_subquery()
        )
    )
    .where(_member.merged_into_id == Idea.id)
    .correlate(Idea)
    .scalar_subquery()
)
VOTED_AT: ColumnElement[datetime] = func.coalesce(_OWN_VOTE_AT, _MERGED_VOTE_AT)
# What one person gave each idea of a family: few rows, and always one for the idea itself.
BALLOT = (
    select(Idea.people, Idea.organisations, Vote.id, Vote.importance, Follow.state, _member.id)
    .join(_member, or_(_member.id == Idea.id, _member.merged_into_id == Idea.id))
    .outerjoin(Vote, and_(Vote.idea_id == _member.id, Vote.user_id == _READER))
    .outerjoin(Follow, and_(Follow.idea_id == _member.id, Follow.user_id == _READER))
    .where(
        Idea.id == bindparam("idea"),
        or_(_member.id == bindparam("idea"), Vote.id.is_not(None), Follow.id.is_not(None)),
    )
)


class Ballot(NamedTuple):
    """What one person sees in an idea's vote panel. Of votes on several ideas that were merged the
    highest importance stands."""

    people: int
    organisations: int
    has_voted: bool
    importance: Importance | None
    is_following: bool


def ballot(idea_id: int, person_id: int | None) -> Ballot:
    """One statement, so that the answer to a vote stays cheap."""
    rows = session.execute(BALLOT, {"idea": idea_id, "reader": person_id}).all()
    return read_ballot(rows, idea_id)


def read_ballot(rows: Sequence[Any], idea_id: int) -> Ballot:
    """What rows of BALLOT say."""
    people, organisations = rows[0][:2]
    given = [importance for _, _, vote_id, importance, *_ in rows if vote_id is not None]
    follows = {member_id: state for *_, state, member_id in rows if state is not None}
    said = [importance for importance in given if importance is not None]
    return Ballot(
        people,
        organisations,
        bool(given),
        max(said, key=_HIGHEST.index, default=None),
        _is_following(follows, idea_id),
    )


def empty_ballot(idea: Idea) -> Ballot:
    """What someone signed out sees, without a statement."""
    return Ballot(idea.people, idea.organisations, False, None, False)


def voted_among(idea_ids: Iterable[int], *, reader: Reader) -> set[int]:
    """Those of the ideas the reader gave a vote, or gave one that was merged into them; no
    statement for an anonymous reader."""
    ids = list(idea_ids)
    if reader.id is None or not ids:
        return set()
    own = select(Vote.idea_id).where(Vote.user_id == reader.id, Vote.idea_id.in_(ids))
    merged = select(_member.merged_into_id).where(
        _member.merged_into_id.in_(ids),
        exists().where(Vote.idea_id == _member.id, Vote.user_id == reader.id),
    )
    return set(session.scalars(union_all(own, merged)))


def ids_voted_for(reader: Reader) -> Select[int]:
    """Where an idea was merged, what it was merged into."""
    return (
        select(func.coalesce(Idea.merged_into_id, Idea.id))
        .join(Vote, Vote.idea_id == Idea.id)
        .where(Vote.user_id == reader.id)
    )


def people_heard(reader: Reader) -> int:
    """How many people voted on ideas this reader sees, or on ones merged into them; submitting is
    voting too."""
    gave_vote = exists().where(
        Vote.user_id == User.id,
        _member.id == Vote.idea_id,
        Idea.id == func.coalesce(_member.merged_into_id, _member.id),
        visible_ideas(reader),
    )
    return session.scalar(select(func.count(User.id)).where(gave_vote)) or 0


class Together(NamedTuple):
    """What two ideas with their families come to. `followers` follow the first without a vote."""

    people: int
    organisations: int
    followers: int


def together(source_id: int, target_id: int) -> Together:
    """Each person and organisation once, whichever of the ideas they asked for."""
    both = [source_id, target_id]
    families = select(Idea.id).where(or_(Idea.id.in_(both), Idea.merged_into_id.in_(both)))
    counted = (
        select(func.count(distinct(Vote.user_id)), func.count(distinct(User.organisation_id)))
        .join(User, User.id == Vote.user_id)
        .where(Vote.idea_id.in_(families))
    )
    followers = (
        select(func.count(distinct(Follow.user_id)))
        .join(Idea, Idea.id == Follow.idea_id)
        .where(
            or_(Idea.id == source_id, Idea.merged_into_id == source_id),
            Follow.state == FollowState.FOLLOWING,
            Follow.by_vote.is_(False),
        )
        .scalar_subquery()
    )
    return Together(*session.execute(counted.add_columns(followers)).one())


def counted_together(groups: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """People and organisations who asked for any idea of a group, or for one merged into it, each
    once; of every group, in one statement."""
    place = {idea_id: number for number, group in enumerate(groups) for idea_id in group}
    if not place:
        return []
    root = case((Idea.merged_into_id.in_(place), Idea.merged_into_id), else_=Idea.id)
    group = case(place, value=root).label("place")
    counted = (
        select(
            group, func.count(distinct(Vote.user_id)), func.count(distinct(User.organisation_id))
        )
        .join(Idea, Idea.id == Vote.idea_id)
        .join(User, User.id == Vote.user_id)
        .where(or_(Idea.id.in_(place), Idea.merged_into_id.in_(place)))
        .group_by(group)
    )
    found = {number: (people, homes) for number, people, homes in session.execute(counted)}
    return [found.get(number, (0, 0)) for number in range(len(groups))]


def has_asked(idea: Idea, person: User) -> bool:
    """Whether the person wrote the idea, is the customer it was written for, or voted for it."""
    if person.id in (idea.author_id, idea.on_behalf_of_id):
        return True
    voted = exists().where(Vote.idea_id == idea.id, Vote.user_id == person.id)
    return bool(session.scalar(select(voted)))


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


def _is_following(follows: dict[int, FollowState], idea_id: int) -> bool:
    """What one chose for the idea itself stands; else following one merged into it counts."""
    chosen = follows.get(idea_id)
    return FollowState.FOLLOWING in ([chosen] if chosen else follows.values())


def votes_of(user_ids: Sequence[int]) -> dict[int, int]:
    """How many votes each of these people gave."""
    counted = select(Vote.user_id, func.count(Vote.id).label("votes"))
    counted = counted.where(Vote.user_id.in_(user_ids)).group_by(Vote.user_id)
    return {row.user_id: row.votes for row in session.execute(counted)}


def ids_voted_since(moment: datetime) -> Select[int]:
    """Ideas somebody gave their vote after `moment`. An import's votes are dated as its ideas."""
    return select(Vote.idea_id).where(Vote.updated_at > moment)
