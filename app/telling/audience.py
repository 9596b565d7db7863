"""Who hears of an idea: one statement behind the number on the form, the fan-out and the last look
before a mail leaves."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.ideas.models import Board, Idea, State
from app.ideas.queries.visible import may_see_board
from app.people.models import User
from app.telling.models import Because
from app.votes.models import Follow, FollowState, Vote

# Who is told for several reasons is told for the first of these.
REASONS = (Because.SUBMITTER, Because.VOTER, Because.MERGED, Because.FOLLOWER)


def audience(
    idea_id: int, *, actor_id: int | None, only: Collection[int] | None = None
) -> Select[Any]:
    """One row (`user_id`, `because`) for each person who wants to hear of the idea and may see it
    now. Left out: who muted it, who did it (`actor_id`), who has not been welcomed or has left.

    With `only`, ids of users, the same is asked of these people, at the cost of these.
    """
    wishes = _wishes(idea_id, only).subquery()
    told_for = case(dict(enumerate(REASONS)), value=func.min(wishes.c.rank))
    chosen = (
        select(User.id.label("user_id"), told_for.label("because"))
        .join(wishes, wishes.c.user_id == User.id)
        .join(Idea, Idea.id == idea_id)
        .join(Board, Board.id == Idea.board_id)
        .where(
            User.welcomed_at.is_not(None),
            User.deactivated_at.is_(None),
            Idea.deleted_at.is_(None),
            or_(Idea.state == State.PUBLISHED, Idea.author_id == User.id),
            may_see_board(
                user_id=User.id,
                role=User.__table__.c.role,
                organisation_id=User.organisation_id,
            ),
            ~_has_muted(idea_id, User.id),
        )
        .group_by(User.id)
    )
    return chosen if actor_id is None else chosen.where(User.id != actor_id)


def _wishes(idea_id: int, only: Collection[int] | None) -> CompoundSelect[Any]:
    """(user_id, rank) of everyone with a reason, several rows for several reasons. A merged-in
    idea gives its reasons too, unless the person muted that one."""
    in_family = or_(Idea.id == idea_id, Idea.merged_into_id == idea_id)
    author_rank = case((Idea.id == idea_id, _rank(Because.SUBMITTER)), else_=_rank(Because.MERGED))
    asked = select(Idea.author_id.label("user_id"), author_rank.label("rank")).where(
        in_family, _is_one(Idea.author_id, only), ~_has_muted(Idea.id, Idea.author_id)
    )
    voted = (
        select(Vote.user_id, _rank(Because.VOTER))
        .join(Idea, Idea.id == Vote.idea_id)
        .where(in_family, _is_one(Vote.user_id, only), ~_has_muted(Vote.idea_id, Vote.user_id))
    )
    follow = (
        select(Follow.user_id, _rank(Because.FOLLOWER))
        .join(Idea, Idea.id == Follow.idea_id)
        .where(in_family, _is_one(Follow.user_id, only), Follow.state == FollowState.FOLLOWING)
    )
    return union_all(asked, voted, follow)


def _is_one(user_id: Any, only: Collection[int] | None) -> ColumnElement[bool]:
    """Asked inside each part of the union, where the indexes of the tables serve it."""
    wanted: ColumnElement[bool] = user_id.is_not(None) if only is None else user_id.in_(only)
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
