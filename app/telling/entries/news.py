"""“What’s new”: published entries and what shipped, in one list, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from app.core.db import session
from app.core.paging import Order, Page, first_page, page
from app.ideas.models import Idea, Phase, Status, StatusChange
from app.ideas.queries.visible import visible_ideas
from app.improvements.models import Evidence
from app.people.models import Reader
from app.telling.entries.queries import visible_entries
from app.telling.models import Entry, EntryIdea

PAGE_SIZE = 20


class News(NamedTuple):
    """One thing that is new: an `entry`, or the `change` of an idea's status to shipped."""

    at: datetime
    entry: Entry | None
    change: StatusChange | None


def news(reader: Reader, *, after: str | None = None) -> Page[News]:
    """What this reader may read, in three statements. Raises Invalid for a wrong cursor."""
    listed = _listed(reader)
    columns = (listed.c.at, listed.c.kind, listed.c.id)
    order = Order(cast("tuple[InstrumentedAttribute[Any], ...]", columns))
    first = first_page(select(*columns), order, size=PAGE_SIZE)
    found = page(first, order, after, size=PAGE_SIZE, rows=_rows)
    entries = _by_id(Entry, "entry", found.items, Entry.improvement)
    changes = _by_id(StatusChange, "change", found.items, StatusChange.idea)
    items = [
        News(row.at, entries.get(row.id), None)
        if row.kind == "entry"
        else News(row.at, None, changes.get(row.id))
        for row in found.items
    ]
    return Page(items, found.next, found.previous)


def news_count(reader: Reader) -> int:
    return session.scalar(select(func.count()).select_from(_listed(reader))) or 0


def _listed(reader: Reader) -> Subquery:
    """(at, kind, id) of everything there is to read."""
    entries = select(
        Entry.published_at.label("at"),
        literal_column("'entry'", String).label("kind"),
        Entry.id.label("id"),
    ).where(visible_entries(reader))
    shipped = (
        select(StatusChange.created_at, literal_column("'change'", String), StatusChange.id)
        .join(StatusChange.to_status)
        .join(Idea, Idea.id == StatusChange.idea_id)
        .where(
            visible_ideas(reader),
            Status.phase == Phase.SHIPPED,
            _is_last_word(),
            ~_is_told_by_an_entry(reader),
        )
    )
    return union_all(entries, shipped).subquery()


def _is_last_word() -> ColumnElement[bool]:
    later = aliased(StatusChange)
    return ~(
        select(later.id)
        .where(
            later.idea_id == StatusChange.idea_id,
            or_(
                later.created_at > StatusChange.created_at,
                and_(later.created_at == StatusChange.created_at, later.id > StatusChange.id),
            ),
        )
        .exists()
    )


def _is_told_by_an_entry(reader: Reader) -> ColumnElement[bool]:
    """Whether an entry written since then speaks of the idea, so that it need not stand there
    twice."""
    since = and_(visible_entries(reader), Entry.published_at >= StatusChange.created_at)
    named = exists().where(
        EntryIdea.idea_id == StatusChange.idea_id, Entry.id == EntryIdea.entry_id, since
    )
    behind = exists().where(
        Evidence.idea_id == StatusChange.idea_id,
        Entry.improvement_id == Evidence.improvement_id,
        since,
    )
    return or_(named, behind)


def _rows(statement: Select[Any]) -> Sequence[Any]:
    return session.execute(statement).all()


def _by_id(table: Any, kind: str, rows: Sequence[Any], faces: Any) -> dict[int, Any]:
    ids = [row.id for row in rows if row.kind == kind]
    if not ids:
        return {}
    found = select(table).where(table.id.in_(ids)).options(joinedload(faces))
    return {each.id: each for each in session.scalars(found)}
