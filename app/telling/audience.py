"""Who hears of ideas: one statement behind the number on the form, the fan-out and the last look
before a mail leaves."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.ideas.models import Board, Comment, Idea, State
from app.ideas.queries.visible import may_read_beside_others, may_see_board
from app.people.models import User
from app.telling.models import Because
from app.votes.models import Follow, FollowState, Proxy, Vote

# Who is told for several reasons is told for the first of these.
REASONS = (
    Because.SUBMITTER,
    Because.REPRESENTED,
    Because.PROXY,
    Because.MERGED,
    Because.VOTER,
    Because.FOLLOWER,
)
# Reason and idea in one number, so that one minimum finds a person's closest idea.
SPREAD = 1_000_000_000_000
_IDEAS = bindparam("ideas", type_=Integer, expanding=True)
_ONLY = bindparam("only", type_=Integer, expanding=True)
_ACTOR = bindparam("actor", type_=Integer)


def audience(
    idea_ids: Collection[int],
    *,
    actor_id: int | None,
    only: Collection[int] | None = None,
    askers_only: bool = False,
) -> Select[Any]:
    """One row (`user_id`, `because`, `idea_id`) for each person who wants to hear of one of the
    ideas and may see it now; `idea_id` is the one that stands closest to them. Left out: who muted
    it, who did it (`actor_id`), who has not been welcomed or has left.

    With `only`, ids of users, the same is asked of these people, at the cost of these. With
    `askers_only` it is asked of those who put the ideas down, for themselves or for a customer, and
    of that customer.
    """
    built = _audience(actor_id is not None, only is not None, askers_only)
    return built.params(ideas=list(idea_ids), actor=actor_id, only=list(only or ()))


def writer_of(comment: UUID, idea_id: int) -> Select[Any]:
    """As `audience`, of nobody but who wrote a comment on this idea."""
    is_readable = or_(Idea.state == State.PUBLISHED, Idea.author_id == User.id)
    row: list[ColumnElement[Any]] = [
        User.id.label("user_id"),
        literal(Because.WRITER.value).label("because"),
        Idea.id.label("idea_id"),
    ]
    return (
        select(*row)
        .join(Comment, Comment.author_id == User.id)
        .join(Idea, Idea.id == Comment.idea_id)
        .join(Board, Board.id == Idea.board_id)
        .where(
            Comment.uid == comment,
            Comment.deleted_at.is_(None),
            Idea.id == idea_id,
            _can_be_told(),
            Idea.deleted_at.is_(None),
            is_readable,
            _sees_the_board(),
            ~_has_muted(Idea.id, User.id),
        )
    )


@cache
def _audience(has_actor: bool, has_only: bool, askers_only: bool) -> Select[Any]:
    """Built once: putting it together takes longer than asking it."""
    wishes = _wishes(has_only, askers_only).subquery()
    place = wishes.c.rank * SPREAD + wishes.c.idea_id
    closest = (
        select(User.id.label("user_id"), func.min(place).label("place"))
        .join(wishes, wishes.c.user_id == User.id)
        .join(Idea, Idea.id == wishes.c.idea_id)
        .join(Board, Board.id == Idea.board_id)
        .where(
            _can_be_told(),
            Idea.deleted_at.is_(None),
            or_(Idea.state == State.PUBLISHED, Idea.author_id == User.id),
            _sees_the_board(),
            ~_has_muted(wishes.c.idea_id, User.id),
        )
        .group_by(User.id)
    )
    if has_actor:
        closest = closest.where(User.id != _ACTOR)
    return _spread_out(closest)


def _can_be_told() -> ColumnElement[bool]:
    return and_(User.welcomed_at.is_not(None), User.deactivated_at.is_(None))


def _sees_the_board() -> ColumnElement[bool]:
    role = User.__table__.c.role
    proven = case((User.organisation_is_noted.is_(False), User.organisation_id))
    return and_(
        may_see_board(user_id=User.id, role=role, organisation_id=proven),
        may_read_beside_others(role, user_id=User.id),
    )


def _spread_out(closest: Select[Any]) -> Select[Any]:
    found = closest.subquery()
    return select(
        found.c.user_id,
        case(dict(enumerate(REASONS)), value=found.c.place // SPREAD).label("because"),
        (found.c.place % SPREAD).label("idea_id"),
    )


def _wishes(has_only: bool, askers_only: bool) -> Any:
    """(user_id, rank, idea_id) of everyone with a reason, several rows for several reasons.
    A merged-in idea gives its reasons too, unless the person muted that one."""
    asked = [*_askers(has_only)]
    if askers_only:
        return union_all(*asked)
    return union_all(*asked, *_represented(has_only), *_supporters(has_only))


def _askers(has_only: bool) -> list[Select[Any]]:
    """Who put an idea down; for a customer, that customer too, once they agreed or claimed it."""
    for_oneself = case((Idea.id.in_(_IDEAS), _rank(Because.SUBMITTER)), else_=_rank(Because.MERGED))
    is_for_customer = Idea.on_behalf_of_id.is_not(None)
    author_rank = case((is_for_customer, _rank(Because.PROXY)), else_=for_oneself)
    author = _wish(Idea.author_id, author_rank).where(
        _is_one(Idea.author_id, has_only), ~_has_muted(Idea.id, Idea.author_id)
    )
    agreed = exists().where(
        Proxy.idea_id == Idea.id,
        Proxy.user_id == Idea.on_behalf_of_id,
        Proxy.claimed_at.is_(None),
        Proxy.has_consented,
    )
    customer_rank = case(
        (Idea.claimed_at.is_not(None), for_oneself), else_=_rank(Because.REPRESENTED)
    )
    customer = _wish(Idea.on_behalf_of_id, customer_rank).where(
        _is_one(Idea.on_behalf_of_id, has_only),
        or_(Idea.claimed_at.is_not(None), agreed),
        ~_has_muted(Idea.id, Idea.on_behalf_of_id),
    )
    return [author, customer]


def _represented(has_only: bool) -> list[Select[Any]]:
    """Employees who asked for customers, and those customers who agreed to be told."""
    employee = _wish(Proxy.employee_id, _rank(Because.PROXY), Proxy).where(
        _is_one(Proxy.employee_id, has_only), ~_has_muted(Proxy.idea_id, Proxy.employee_id)
    )
    customer = _wish(Proxy.user_id, _rank(Because.REPRESENTED), Proxy).where(
        _is_one(Proxy.user_id, has_only),
        Proxy.has_consented,
        Proxy.claimed_at.is_(None),
        ~_has_muted(Proxy.idea_id, Proxy.user_id),
    )
    return [employee, customer]


def _supporters(has_only: bool) -> list[Select[Any]]:
    """Voters and followers. A vote an employee cast for a customer tells the customer nothing."""
    rank = case((Idea.id.in_(_IDEAS), _rank(Because.VOTER)), else_=_rank(Because.MERGED))
    voted = _wish(Vote.user_id, rank, Vote).where(
        _is_one(Vote.user_id, has_only),
        ~_has_muted(Vote.idea_id, Vote.user_id),
        ~_is_spoken_for(Vote.idea_id, Vote.user_id),
    )
    followed = _wish(Follow.user_id, _rank(Because.FOLLOWER), Follow).where(
        _is_one(Follow.user_id, has_only),
        Follow.state == FollowState.FOLLOWING,
        or_(Follow.by_vote.is_(False), ~_is_spoken_for(Follow.idea_id, Follow.user_id)),
    )
    return [voted, followed]


def _wish(user_id: Any, rank: ColumnElement[int], table: Any = None) -> Select[Any]:
    """Reasons of a merge family count for the idea the news is about."""
    told_of = case((Idea.id.in_(_IDEAS), Idea.id), else_=Idea.merged_into_id)
    wish = select(
        user_id.label("user_id"),
        cast(rank, BigInteger).label("rank"),
        told_of.label("idea_id"),
    ).where(or_(Idea.id.in_(_IDEAS), Idea.merged_into_id.in_(_IDEAS)))
    return wish if table is None else wish.join(table, table.idea_id == Idea.id)


def _is_one(user_id: Any, has_only: bool) -> ColumnElement[bool]:
    """Asked inside each part of the union, where the indexes of the tables serve it."""
    wanted: ColumnElement[bool] = user_id.in_(_ONLY) if has_only else user_id.is_not(None)
    return wanted


def _rank(because: Because) -> ColumnElement[int]:
    return literal(REASONS.index(because))


def _has_muted(idea_id: Any, user_id: Any) -> ColumnElement[bool]:
    muted = aliased(Follow)
    return exists().where(
        and_(
            muted.idea_id == idea_id,
            muted.user_id == user_id,
            muted.state == FollowState.MUTED,
        )
    )


def _is_spoken_for(idea_id: Any, user_id: Any) -> ColumnElement[bool]:
    spoken = aliased(Proxy)
    return exists().where(
        and_(spoken.idea_id == idea_id, spoken.user_id == user_id, spoken.claimed_at.is_(None))
    )
