"""The conversation under an idea, as its reader may see it."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import Cursor, Order, Page, cut
from app.ideas.models import Comment, CommentKind, Idea, State
from app.people.models import Reader

OLDEST_FIRST = Order((Comment.created_at, Comment.id), is_falling=False)
SIZE = 50


def official_answer(idea: Idea) -> Comment | None:
    """The newest word of the company to everyone."""
    return session.scalars(_newest_answer(), {"idea": idea.id}).first()


def thread(
    idea: Idea,
    *,
    reader: Reader,
    cursor: str | None,
    without: Comment | None = None,
    size: int = SIZE,
) -> Page[Comment]:
    """A page of the conversation, oldest first, leaving out what the page shows elsewhere."""
    place = Cursor.read(cursor, OLDEST_FIRST)
    said = _first_said(reader.is_staff, size)
    if place is not None:
        is_backwards = place.is_backwards
        said = said.where(OLDEST_FIRST.beyond(place.values, backwards=is_backwards))
        said = said.order_by(None).order_by(*OLDEST_FIRST.by(backwards=is_backwards))
    asked = {"idea": idea.id, "without": without.id if without else 0}
    return cut(session.scalars(said, asked).all(), order=OLDEST_FIRST, size=size, cursor=place)


def last_page(newest: Comment) -> str:
    """The cursor of the page that ends with `newest`."""
    return str(Cursor([newest.created_at, newest.id + 1], is_backwards=True))


def one_comment(idea: Idea, uid: UUID, *, reader: Reader) -> Comment:
    """Raises NotFound, alike for what does not exist and what this reader may not see."""
    one = _with_author().where(
        Comment.idea_id == idea.id, Comment.uid == uid, _may_read(reader.is_staff)
    )
    found = session.scalars(one).first()
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
def _first_said(is_staff: bool, size: int) -> Select[Comment]:
    """The first page of a conversation, and one comment more to see whether there is a next."""
    wanted = (Comment.idea_id == bindparam("idea"), Comment.id != bindparam("without"))
    said = _with_author().where(*wanted, _may_read(is_staff))
    return said.order_by(*OLDEST_FIRST.by()).limit(size + 1)


def _may_read(is_staff: bool) -> ColumnElement[bool]:
    if is_staff:
        return _is_shown()
    return and_(_is_shown(), Comment.kind != CommentKind.INTERNAL)


def _is_shown() -> ColumnElement[bool]:
    return and_(Comment.state == State.PUBLISHED, Comment.deleted_at.is_(None))


def _with_author() -> Select[Comment]:
    return select(Comment).options(joinedload(Comment.author))
