"""The conversation under an idea, as its reader may see it."""

from __future__ import annotations

import enum
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import Cursor, Order, Page, first_page, page
from app.ideas.models import FOR_EVERYONE, Comment, CommentKind, Idea, State
from app.people.models import Reader

OLDEST_FIRST = Order((Comment.created_at, Comment.id), is_falling=False)
SIZE = 50


class Ear(enum.Enum):
    """How much of a conversation somebody hears: ASKER what was answered to them alone, too;
    KEEPER what waits to be looked at. Everybody hears themselves."""

    EVERYONE = enum.auto()
    ASKER = enum.auto()
    STAFF = enum.auto()
    KEEPER = enum.auto()


def ear_of(reader: Reader, idea: Idea) -> Ear:
    if reader.is_keeper:
        return Ear.KEEPER
    if reader.is_staff:
        return Ear.STAFF
    askers = {idea.author_id, idea.on_behalf_of_id} - {None}
    return Ear.ASKER if reader.id in askers else Ear.EVERYONE


def official_answer(idea: Idea, said: Page[Comment]) -> Comment | None:
    """The newest word of the company to everyone. It is asked for where `said`, what the page shows
    of the conversation, is not all of it."""
    if not idea.comments:
        return None
    if said.is_all:
        answers = (each for each in reversed(said.items) if each.kind is CommentKind.OFFICIAL)
        return next(answers, None)
    return session.scalars(_newest_answer(), {"idea": idea.id}).first()


def thread(
    idea: Idea,
    *,
    reader: Reader,
    cursor: str | None,
    size: int = SIZE,
) -> Page[Comment]:
    """A page of the conversation, oldest first."""
    ear, asked = ear_of(reader, idea), {"idea": idea.id, "reader": reader.id}
    # What is not for all is not counted.
    may_have_any = idea.comments or ear is not Ear.EVERYONE or reader.is_authenticated
    return page(
        _first_said(ear, size),
        OLDEST_FIRST,
        cursor,
        size=size,
        rows=lambda said: session.scalars(said, asked).all() if may_have_any else [],
    )


def have_others_spoken(idea: Idea) -> bool:
    """Whether everyone may read a word there of somebody else than its author."""
    by_others = exists().where(
        Comment.idea_id == idea.id,
        Comment.kind.in_(FOR_EVERYONE),
        Comment.author_id.is_distinct_from(idea.author_id),
        _is_shown(),
    )
    return bool(session.scalar(select(by_others)))


def last_page(newest: Comment) -> str:
    """The cursor of the page that ends with `newest`."""
    return str(Cursor([newest.created_at, newest.id + 1], is_backwards=True))


def one_comment(idea: Idea, uid: UUID, *, reader: Reader) -> Comment:
    """Raises NotFound, alike for what does not exist and what this reader may not see."""
    one = _with_author().where(
        Comment.idea_id == idea.id, Comment.uid == uid, _may_read(ear_of(reader, idea))
    )
    found = session.scalars(one, {"reader": reader.id}).first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


# Put together once, because that costs more than asking them.


@cache
def _newest_answer() -> Select[Comment]:
    is_answer = (Comment.idea_id == bindparam("idea"), Comment.kind == CommentKind.OFFICIAL)
    newest_first = (Comment.created_at.desc(), Comment.id.desc())
    return _with_author().where(*is_answer, _is_shown()).order_by(*newest_first).limit(1)


@cache
def _first_said(ear: Ear, size: int) -> Select[Comment]:
    said = _with_author().where(Comment.idea_id == bindparam("idea"), _may_read(ear))
    return first_page(said, OLDEST_FIRST, size=size)


def _may_read(ear: Ear) -> ColumnElement[bool]:
    """Needs the id of the :reader."""
    if ear is Ear.KEEPER:
        return Comment.deleted_at.is_(None)
    is_own = Comment.author_id == bindparam("reader", type_=Integer)
    is_known = and_(Comment.deleted_at.is_(None), or_(Comment.state == State.PUBLISHED, is_own))
    if ear is Ear.STAFF:
        return is_known
    heard = FOR_EVERYONE if ear is Ear.EVERYONE else (*FOR_EVERYONE, CommentKind.DIRECT)
    return and_(is_known, Comment.kind.in_(heard))


def _is_shown() -> ColumnElement[bool]:
    return and_(Comment.state == State.PUBLISHED, Comment.deleted_at.is_(None))


def _with_author() -> Select[Comment]:
    return select(Comment).options(joinedload(Comment.author))
