"""Entries of “What’s new”, for those who read and those who write them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, select, true
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.markup import RENDERER_VERSION, render
from app.core.paging import Order, Page, first_page, in_order_of, page
from app.ideas.models import Idea
from app.ideas.queries.visible import visible_boards
from app.improvements.models import Evidence, Improvement
from app.people.models import Reader, User
from app.roadmap.queries.shown import on_roadmap
from app.telling.models import Entry, EntryIdea, Update
from app.votes.demand import Pairs

PAGE_SIZE = 50
MOST_IMPROVEMENTS = 200
LAST_CHANGED_FIRST = Order((Entry.updated_at, Entry.id))


def visible_entries(reader: Reader) -> ColumnElement[bool]:
    """A condition on `entries`: published ones; for staff also those only staff read. As with the
    roadmap, whoever sees no board reads no news."""
    if reader.is_staff:
        return Entry.published_at.is_not(None)
    if not visible_boards(reader):
        return false()
    return and_(Entry.published_at.is_not(None), Entry.is_public)


def one_entry(uid: UUID, *, reader: Reader) -> Entry:
    """A published entry. Raises NotFound."""
    found = session.scalar(_with_improvement().where(Entry.uid == uid, visible_entries(reader)))
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def entries_among(ids: Sequence[int], *, reader: Reader) -> list[Entry]:
    """Those of `ids` this reader may read, in their order."""
    if not ids:
        return []
    found = session.scalars(select(Entry).where(Entry.id.in_(ids), visible_entries(reader)))
    return in_order_of(ids, found)


def newest_entries(most: int, *, reader: Reader) -> Sequence[Entry]:
    """The latest published ones this reader may read."""
    newest_first = select(Entry).order_by(Entry.published_at.desc(), Entry.id.desc())
    return session.scalars(newest_first.where(visible_entries(reader)).limit(most)).all()


def one_to_write(uid: UUID, *, writer: User) -> Entry:
    """An entry this person may see while it is written. Raises NotFound."""
    found = session.scalar(_with_improvement().where(Entry.uid == uid, _written_by(writer)))
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def entries_to_write(writer: User, *, is_published: bool, cursor: str | None) -> Page[Entry]:
    """Drafts, or what was published, the last changed first. Raises Invalid for a wrong cursor."""
    is_out = Entry.published_at.is_not(None)
    wanted = _with_improvement().where(_written_by(writer), is_out if is_published else ~is_out)
    first = first_page(wanted, LAST_CHANGED_FIRST, size=PAGE_SIZE)
    return page(first, LAST_CHANGED_FIRST, cursor, size=PAGE_SIZE)


def improvements_to_write_of(writer: User) -> list[Improvement]:
    """Those this person may write news of, the last changed first."""
    newest = select(Improvement).order_by(Improvement.updated_at.desc(), Improvement.id.desc())
    if not writer.is_keeper:
        newest = newest.where(Improvement.owner_id == writer.id)
    return list(session.scalars(newest.limit(MOST_IMPROVEMENTS)))


def ideas_named_in(entry: Entry) -> list[Idea]:
    """The ideas the entry names itself."""
    named = select(Idea).join(EntryIdea, EntryIdea.idea_id == Idea.id)
    return list(session.scalars(named.where(EntryIdea.entry_id == entry.id).order_by(Idea.number)))


def ideas_spoken_of(entry: Entry) -> list[Idea]:
    """Those it names and those behind its improvement; for merged ones, what they became."""
    pairs = ideas_behind_entries([entry.id]).subquery()
    asked = select(Idea.id, Idea.merged_into_id).where(
        Idea.id.in_(select(pairs.c.idea_id)), Idea.deleted_at.is_(None)
    )
    ids = {merged_into or own for own, merged_into in session.execute(asked)}
    return list(session.scalars(select(Idea).where(Idea.id.in_(ids)).order_by(Idea.id)))


def ideas_behind_entries(entry_ids: Collection[int]) -> Pairs:
    """Pairs of `group_id`, the entry's, and `idea_id`: ideas it names or its improvement has."""
    ids = list(entry_ids)
    named = select(EntryIdea.entry_id.label("group_id"), EntryIdea.idea_id).where(
        EntryIdea.entry_id.in_(ids)
    )
    behind = (
        select(Entry.id, Evidence.idea_id)
        .join(Evidence, Evidence.improvement_id == Entry.improvement_id)
        .where(Entry.id.in_(ids))
    )
    both = named.union(behind).subquery()
    return select(both.c.group_id, both.c.idea_id)


def improvements_shown(entries: Collection[Entry], *, reader: Reader) -> set[int]:
    """Ids of the improvements of these entries that stand on the roadmap this reader sees."""
    ids = {entry.improvement_id for entry in entries} - {None}
    if not ids:
        return set()
    shown = select(Improvement.id).where(Improvement.id.in_(ids), on_roadmap(reader))
    return set(session.scalars(shown))


def was_told(entry: Entry) -> bool:
    """Whether people were told of it, which happens once."""
    told = select(Update.id).where(Update.entry_id == entry.id).limit(1)
    return session.scalar(told) is not None


def html_of(entry: Entry) -> str:
    """Its body as HTML, rendered anew where what is kept is of an older renderer."""
    if entry.renderer_version < RENDERER_VERSION:
        return render(entry.body)
    return entry.body_html


def _written_by(writer: User) -> ColumnElement[bool]:
    """Managers write all; whoever else is on staff, news of the improvements they own."""
    owned = select(Improvement.id).where(Improvement.owner_id == writer.id)
    if writer.is_keeper:
        return true()
    return Entry.improvement_id.in_(owned) if writer.is_staff else false()


def _with_improvement() -> Select[Entry]:
    return select(Entry).options(joinedload(Entry.improvement), joinedload(Entry.author))
