"""What waits to be looked at, and what was turned down: ideas, then comments, the oldest first."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import Order, Page, Part, page_across
from app.ideas.models import Comment, Idea, State
from app.ideas.queries.visible import visible_boards
from app.people.models import Reader, User

PAGE_SIZE = 20
Post = Idea | Comment
IDEAS = Order((Idea.created_at, Idea.id), is_falling=False)
COMMENTS = Order((Comment.created_at, Comment.id), is_falling=False)


class Kind(enum.StrEnum):
    IDEA = "idea"
    COMMENT = "comment"

    @classmethod
    def of(cls, post: Idea | Comment) -> Kind:
        return cls.IDEA if isinstance(post, Idea) else cls.COMMENT


def held_page(state: State, *, reader: Reader, cursor: str | None) -> Page[Post]:
    """Comments come with their `idea`. Raises Invalid for a cursor that was not made here."""
    parts = [
        Part[Post](_ideas(state, reader), IDEAS),
        Part[Post](_comments(state, reader), COMMENTS),
    ]
    return page_across(parts, cursor, size=PAGE_SIZE, rows=_rows)


def counting_held(reader: Reader) -> Select[int]:
    """How much waits to be looked at."""
    ideas = select(func.count(Idea.id)).where(_is_idea(State.PENDING, reader))
    comments = select(func.count(Comment.id)).join(Idea, Idea.id == Comment.idea_id)
    comments = comments.where(_is_comment(State.PENDING, reader))
    return select(ideas.scalar_subquery() + comments.scalar_subquery())


def one_held(kind: Kind, uid: UUID, *, reader: Reader) -> Post:
    """Whatever became of it meanwhile. Raises NotFound."""
    seen = Idea.board_id.in_(_boards(reader))
    asked: Select[Any] = _with_idea().where(Comment.uid == uid, seen)
    if kind is Kind.IDEA:
        asked = _with_board().where(Idea.uid == uid, seen)
    found: Post | None = session.scalars(asked).first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def idea_of(post: Post) -> Idea:
    return post if isinstance(post, Idea) else post.idea


def _ideas(state: State, reader: Reader) -> Select[Idea]:
    return _with_board().where(_is_idea(state, reader))


def _comments(state: State, reader: Reader) -> Select[Comment]:
    return _with_idea().where(_is_comment(state, reader))


def _with_board() -> Select[Idea]:
    return select(Idea).options(joinedload(Idea.board), _organisation_of(Idea.author))


def _with_idea() -> Select[Comment]:
    beside = joinedload(Comment.idea).joinedload(Idea.board)
    found = select(Comment).join(Idea, Idea.id == Comment.idea_id)
    return found.options(beside, _organisation_of(Comment.author))


def _organisation_of(author: Any) -> Any:
    return joinedload(author).joinedload(User.organisation)


def _is_idea(state: State, reader: Reader) -> ColumnElement[bool]:
    return and_(Idea.state == state, Idea.deleted_at.is_(None), Idea.board_id.in_(_boards(reader)))


def _is_comment(state: State, reader: Reader) -> ColumnElement[bool]:
    return and_(
        Comment.state == state,
        Comment.deleted_at.is_(None),
        Idea.deleted_at.is_(None),
        Idea.board_id.in_(_boards(reader)),
    )


def _boards(reader: Reader) -> list[int]:
    return [board.id for board in visible_boards(reader)]


def _rows(asked: Sequence[Select[Any]]) -> list[Sequence[Post]]:
    return [session.scalars(statement).all() for statement in asked]
