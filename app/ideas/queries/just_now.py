"""What the same person did a moment ago: a form that is sent twice is one act.

Call these inside writing(), right before the act: `said_just_now(…) or comment(…)`.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, select

from app.core.clock import now
from app.core.db import hold, session
from app.ideas.models import (
    Board,
    Comment,
    CommentKind,
    Idea,
    Status,
    StatusChange,
    UnconfirmedIdea,
)
from app.ideas.service.drafts import Draft, Words
from app.people.models import User

A_MOMENT = timedelta(minutes=1)


def submitted_just_now(written: Draft, *, board: Board, author: User) -> Idea | None:
    hold("acts")
    same = _alike(written, board).where(Idea.author_id == author.id)
    return session.scalars(same.limit(1)).first()


def submitted_anonymously_just_now(written: Draft, *, board: Board, email: str) -> Idea | None:
    hold("acts")
    same = _alike(written, board).join(UnconfirmedIdea, UnconfirmedIdea.idea_id == Idea.id)
    return session.scalars(same.where(UnconfirmedIdea.email == email).limit(1)).first()


def said_just_now(idea: Idea, said: Words, *, author: User, kind: CommentKind) -> Comment | None:
    hold("acts")
    same = select(Comment).where(
        Comment.idea_id == idea.id,
        Comment.created_at > now() - A_MOMENT,
        Comment.author_id == author.id,
        Comment.kind == kind,
        Comment.body == said.body,
        Comment.deleted_at.is_(None),
    )
    return session.scalars(same.limit(1)).first()


def decided_just_now(
    idea: Idea, status: Status, *, note: Words, actor: User
) -> StatusChange | None:
    """Only the latest change counts: going there, back and there again are three acts."""
    hold("acts")
    latest = session.scalars(
        select(StatusChange)
        .where(StatusChange.idea_id == idea.id)
        .order_by(StatusChange.created_at.desc(), StatusChange.id.desc())
        .limit(1)
    ).first()
    if latest is None or latest.created_at <= now() - A_MOMENT:
        return None
    act = (latest.to_status_id, latest.note, latest.actor_id)
    return latest if act == (status.id, note.body, actor.id) else None


def _alike(written: Draft, board: Board) -> Select[Idea]:
    return select(Idea).where(
        Idea.created_at > now() - A_MOMENT,
        Idea.board_id == board.id,
        Idea.title == written.title,
        Idea.body == written.body,
        Idea.deleted_at.is_(None),
    )
