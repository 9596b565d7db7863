"""Ideas as lists show them: one statement a page of a list, whatever its rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.core.db import session
from app.core.paging import Order, Page, first_page, page
from app.core.text import slug
from app.ideas.filters import Filters, Sort
from app.ideas.models import (
    Audience,
    Board,
    Comment,
    CommentKind,
    Idea,
    Phase,
    State,
    Status,
    Topic,
)
from app.ideas.queries.excerpts import ENOUGH, excerpt
from app.ideas.queries.shown import Asker
from app.ideas.queries.visible import (
    is_asked_by,
    is_shared,
    is_visible_of,
    stands_where_seen,
    with_faces,
)
from app.people.models import Anonymous, Reader, Role, User

PAGE_SIZE = 20
ORDERS = {
    Sort.RISING: Order((Idea.hot, Idea.id)),
    Sort.TOP: Order((Idea.people, Idea.id)),
    Sort.NEW: Order((Idea.created_at, Idea.id)),
}


class ListedIdea(NamedTuple):
    """An idea with what a row shows of it. `answer` is the beginning of the latest official
    answer; `voted_at` is when the reader voted, None if they did not."""

    id: int
    number: int
    title: str
    body: str
    people: int
    comments: int
    hot: float
    created_at: datetime
    status_since: datetime | None
    phase: Phase
    wording: str
    topic: str | None
    audience: Audience
    author_id: int | None
    author: str | None
    author_role: Role | None
    customer: str | None
    claimed_at: datetime | None
    is_imported: bool
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None
    closed_at: datetime | None
    pinned_at: datetime | None
    voted_at: datetime | None

    @property
    def reference(self) -> str:
        return f"H-{self.number}"

    @property
    def slug(self) -> str:
        return slug(self.title)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.phase.is_open_for_votes

    @property
    def excerpt(self) -> str:
        return excerpt(self.body)

    @property
    def answer_excerpt(self) -> str:
        return excerpt(self.answer or "")

    def author_for(self, reader: Reader) -> str:
        """What `reader` calls whoever asked, as `shown.shown_author`."""
        asker = Asker(
            self.author,
            self.author_role,
            self.customer,
            self.claimed_at is not None,
            self.audience,
            self.is_imported,
        )
        return asker.name_for(reader)


def board_page(
    board: Board,
    filters: Filters,
    *,
    cursor: str | None,
    reader: Reader,
    voted_at: ColumnElement[datetime],
) -> Page[ListedIdea]:
    """One page of a board's list. `voted_at` says, beside `ideas`, when the `:reader` voted. Raises
    Invalid for a cursor that was not made here."""
    wanted = _rows_of_a_board(filters.sort, voted_at)
    if not is_shared(board, reader):
        wanted = wanted.where(stands_where_seen(reader))
    if filters.statuses:
        wanted = wanted.where(Idea.status_id.in_([status.id for status in filters.statuses]))
    if filters.topic:
        wanted = wanted.where(Idea.topic_id == filters.topic.id)
    if filters.is_mine:
        wanted = wanted.where(or_(is_asked_by(reader), voted_at.is_not(None)))
    return _page(wanted, ORDERS[filters.sort], cursor, {"board": board.id, "reader": reader.id})


def page_among(
    ids: Select[int],
    *,
    order: Order,
    cursor: str | None,
    reader: Reader,
    voted_at: ColumnElement[datetime],
) -> Page[ListedIdea]:
    """One page of those of `ids` this reader may find in lists, on whatever board."""
    wanted = _rows().add_columns(voted_at).where(is_visible_of(ids, reader))
    first = first_page(wanted, order, size=PAGE_SIZE)
    return _page(first, order, cursor, {"reader": reader.id})


def listed_among(
    ids: Iterable[int], *, reader: Reader, voted_at: ColumnElement[datetime]
) -> dict[int, ListedIdea]:
    """Those of `ids` this reader may find in lists, by id."""
    wanted = _rows().add_columns(voted_at).where(is_visible_of(list(ids), reader))
    found = session.execute(wanted, {"reader": reader.id})
    return {row.id: ListedIdea(*row) for row in found}


def newest_on(board: Board, most: int) -> list[Idea]:
    """The newest ideas of a board with their authors and texts, as everybody may read them."""
    if not is_shared(board, Anonymous()):
        return []
    newest = (
        with_faces()
        .where(Idea.board_id == board.id, Idea.is_listed)
        .order_by(*ORDERS[Sort.NEW].by())
        .limit(most)
    )
    return list(session.scalars(newest))


def _page(
    first: Select[Any], order: Order, cursor: str | None, asked: dict[str, int | None]
) -> Page[ListedIdea]:
    def rows(statement: Select[Any]) -> list[ListedIdea]:
        return [ListedIdea(*row) for row in session.execute(statement, asked)]

    return page(first, order, cursor, size=PAGE_SIZE, rows=rows)


@cache
def _rows_of_a_board(sort: Sort, voted_at: ColumnElement[datetime]) -> Select[Any]:
    """The first page of a whole board. Kept, because putting the statement together costs more
    than asking it."""
    listed = (Idea.board_id == bindparam("board"), Idea.is_listed)
    on_board = _rows().add_columns(voted_at).where(*listed)
    return first_page(on_board, ORDERS[sort], size=PAGE_SIZE)


@cache
def _rows() -> Select[Any]:
    """The columns of ListedIdea but the last. All joins are outer ones: so SQLite walks the index
    of the list's order and looks up the rest for the rows it shows."""
    answerer, customer = aliased(User), aliased(User)
    return (
        select(
            Idea.id,
            Idea.number,
            Idea.title,
            func.substr(Idea.body, 1, ENOUGH),
            Idea.people,
            Idea.comments,
            Idea.hot,
            Idea.created_at,
            Idea.status_since,
            Status.phase,
            Status.wording,
            Topic.name,
            Board.audience,
            Idea.author_id,
            User.name,
            User.role,
            customer.name,
            Idea.claimed_at,
            Idea.is_imported,
            func.substr(Comment.body, 1, ENOUGH),
            Comment.created_at,
            answerer.name,
            Idea.voting_closed_at,
            Idea.pinned_at,
        )
        .select_from(Idea)
        .outerjoin(Status, Status.id == Idea.status_id)
        .outerjoin(Topic, Topic.id == Idea.topic_id)
        .outerjoin(Board, Board.id == Idea.board_id)
        .outerjoin(User, User.id == Idea.author_id)
        .outerjoin(customer, customer.id == Idea.on_behalf_of_id)
        .outerjoin(Comment, Comment.id == _latest_answer())
        .outerjoin(answerer, answerer.id == Comment.author_id)
    )


def _latest_answer() -> ScalarSelect[int]:
    official = aliased(Comment)
    return (
        select(official.id)
        .where(
            official.idea_id == Idea.id,
            official.kind == CommentKind.OFFICIAL,
            official.state == State.PUBLISHED,
            official.deleted_at.is_(None),
        )
        .order_by(official.created_at.desc(), official.id.desc())
        .limit(1)
        .correlate(Idea)
        .scalar_subquery()
    )
