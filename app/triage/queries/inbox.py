"""The list of the inbox: what was promised first, then the newest; one statement a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.core.clock import now
from app.core.db import session
from app.core.i18n import _
from app.core.paging import Order, Page, Part, page_across
from app.duplicates.waiting import wordings
from app.ideas.models import Board, Idea, IdeaTag, Phase, Status, Tag, Topic
from app.ideas.queries.visible import visible_boards
from app.people.models import Organisation, Reader, User
from app.triage.filters import ME, NOBODY, Age, InboxFilters, Show
from app.triage.queries.waiting import is_promised, is_waiting

PAGE_SIZE = 30
SOONEST_FIRST = Order((Idea.answer_due_at, Idea.created_at, Idea.id), is_falling=False)
NEWEST_FIRST = Order((Idea.created_at, Idea.id))
OPEN = [phase for phase in Phase if phase.is_open_for_votes]


class InboxRow(NamedTuple):
    """An idea with what a row of the inbox shows of it. `asked_by` is whoever the idea is for: the
    customer where staff put it down for one. `wordings` is the size of the group it waits in, or
    0."""

    id: int
    number: int
    title: str
    people: int
    created_at: datetime
    answer_due_at: datetime | None
    first_answered_at: datetime | None
    phase: Phase
    wording: str
    board: str
    author_id: int | None
    is_imported: bool
    author: str | None
    organisation: str | None
    owner: str | None
    wordings: int

    @property
    def reference(self) -> str:
        return f"H-{self.number}"

    @property
    def asked_by(self) -> str:
        if self.author_id is None:
            return _("Imported") if self.is_imported else _("Somebody not signed in")
        name = self.author or _("A customer")
        if self.organisation:
            name = _("%(name)s, %(company)s", name=name, company=self.organisation)
        return name


def inbox_page(
    filters: InboxFilters,
    *,
    reader: Reader,
    cursor: str | None,
    among: Sequence[int] | None = None,
) -> Page[InboxRow]:
    """Raises Invalid for a cursor that was not made here. `among` are ids to stay within."""
    wanted = select(Idea.id).where(*_conditions(filters, reader, among))
    parts = [
        Part[InboxRow](wanted.where(is_promised()), SOONEST_FIRST),
        Part[InboxRow](wanted.where(_is_beyond_promises(filters.show)), NEWEST_FIRST),
    ]
    rows = partial(_rows, reader=reader)
    return page_across(parts, cursor, size=PAGE_SIZE, rows=rows)


def _conditions(
    filters: InboxFilters, reader: Reader, among: Sequence[int] | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        and_(Idea.is_listed, _is_on_boards(filters.board, reader))
    ]
    if filters.show is Show.OPEN:
        conditions.append(Idea.status_id.in_(select(Status.id).where(Status.phase.in_(OPEN))))
    if filters.status:
        named = or_(Status.key == filters.status, Status.phase == filters.status)
        conditions.append(Idea.status_id.in_(select(Status.id).where(named)))
    if filters.topic:
        conditions.append(Idea.topic_id.in_(select(Topic.id).where(Topic.slug == filters.topic)))
    if filters.tag:
        tagged = select(IdeaTag.idea_id).join(Tag, Tag.id == IdeaTag.tag_id)
        conditions.append(Idea.id.in_(tagged.where(Tag.name == filters.tag)))
    if filters.owner:
        conditions.append(_is_looked_after_by(filters.owner, reader))
    if filters.age:
        since = now() - filters.age.span
        is_older = filters.age is Age.OLDER
        conditions.append(Idea.created_at < since if is_older else Idea.created_at >= since)
    if among is not None:
        conditions.append(Idea.id.in_(among))
    return conditions


def _is_beyond_promises(show: Show) -> ColumnElement[bool]:
    """Without a date promised: what waits all the same, or the rest of all there is."""
    if show is Show.WAITING:
        return and_(is_waiting(), Idea.answer_due_at.is_(None))
    return not_(is_promised())


def _is_on_boards(slug: str, reader: Reader) -> ColumnElement[bool]:
    """Asked row by row: SQLite takes a board for a small part of the ideas, and would sort it
    instead of walking the index of the list's order."""
    boards = [board.id for board in visible_boards(reader) if not slug or board.slug == slug]
    return case((Idea.board_id.in_(boards), 1), else_=0) == 1 if boards else false()


def _is_looked_after_by(owner: str, reader: Reader) -> ColumnElement[bool]:
    if owner == NOBODY:
        return Idea.owner_id.is_(None)
    if owner == ME:
        return Idea.owner_id == reader.id
    return Idea.owner_id.in_(select(User.id).where(User.uid == UUID(owner)))


def _rows(asked: Sequence[Select[Any]], reader: Reader) -> list[list[InboxRow]]:
    """The ids of each part are picked by its own index; what they show is looked up once."""
    picked = union_all(
        *(
            select(literal(number).label("part"), ids.subquery().c.id.label("id"))
            for number, ids in enumerate(asked)
        )
    ).subquery("picked")
    found: list[list[InboxRow]] = [[] for _each in asked]
    for row in session.execute(_faces(picked, reader)):
        found[row[0]].append(InboxRow(*row[1:]))
    return found


def _faces(picked: Any, reader: Reader) -> Select[Any]:
    owner, customer = aliased(User), aliased(User)
    is_for = case((Idea.on_behalf_of_id.is_not(None), customer.name), else_=User.name)
    return (
        select(
            picked.c.part,
            Idea.id,
            Idea.number,
            Idea.title,
            Idea.people,
            Idea.created_at,
            Idea.answer_due_at,
            Idea.first_answered_at,
            Status.phase,
            Status.wording,
            Board.name,
            Idea.author_id,
            Idea.is_imported,
            is_for,
            Organisation.name,
            owner.name,
            wordings(reader),
        )
        .select_from(picked)
        .join(Idea, Idea.id == picked.c.id)
        .join(Status, Status.id == Idea.status_id)
        .join(Board, Board.id == Idea.board_id)
        .outerjoin(User, User.id == Idea.author_id)
        .outerjoin(customer, customer.id == Idea.on_behalf_of_id)
        .outerjoin(owner, owner.id == Idea.owner_id)
        .outerjoin(
            Organisation,
            Organisation.id
            == case(
                (Idea.on_behalf_of_id.is_not(None), customer.organisation_id),
                else_=User.organisation_id,
            ),
        )
    )
