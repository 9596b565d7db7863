"""Writing entries of “What’s new” and publishing them: the only writes to entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from app.core import audit
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.markup import RENDERER_VERSION
from app.ideas.models import Idea
from app.ideas.service.drafts import Draft
from app.improvements.models import Improvement
from app.people.models import User
from app.telling.entries.policy import refuse_publishing, refuse_writing
from app.telling.entries.queries import ideas_spoken_of, was_told
from app.telling.entries.searchable import let_the_index_learn
from app.telling.entries.urls import entry_url
from app.telling.events import entry_published
from app.telling.models import Entry, EntryIdea


@dataclass(frozen=True)
class Wording:
    """What an entry says, of what, and whether everyone or only staff reads it."""

    words: Draft
    improvement: Improvement | None = None
    ideas: Sequence[Idea] = ()
    is_public: bool = True


def write(wording: Wording, *, actor: User) -> Entry:
    """A new draft. Raises Forbidden."""
    refuse_writing(wording.improvement, actor=actor)
    entry = Entry(author=actor)
    _put(entry, wording)
    session.add(entry)
    session.flush()
    _name(entry, wording.ideas)
    audit.record(actor, "entry.write", entry, after={"title": entry.title})
    return entry


def rewrite(entry: Entry, wording: Wording, *, version: int, actor: User) -> None:
    """Change an entry, published ones too. Raises Conflict when `version` is no longer the entry's,
    Forbidden."""
    refuse_writing(entry.improvement, actor=actor, entry=entry)
    refuse_writing(wording.improvement, actor=actor)
    _lock(entry, version)
    before = {"title": entry.title, "body": entry.body, "is_public": entry.is_public}
    _put(entry, wording)
    entry.version += 1
    session.flush()
    _name(entry, wording.ideas)
    after = {"title": entry.title, "body": entry.body, "is_public": entry.is_public}
    let_the_index_learn(entry)
    audit.record(actor, "entry.rewrite", entry, before=before, after=after)


def publish(entry: Entry, *, version: int, tells: bool, actor: User) -> None:
    """Let it be read from now on and, with `tells`, tell those behind its ideas: once in its life,
    and never of what only staff reads. Raises Conflict when it changed since it was read or is
    published already, Forbidden."""
    refuse_publishing(actor=actor)
    _lock(entry, version)
    if entry.is_published:
        raise Conflict(_("This is published already."))
    entry.published_at = now()
    entry.version += 1
    session.flush()
    tells = tells and entry.is_public and not was_told(entry)
    let_the_index_learn(entry)
    audit.record(actor, "entry.publish", entry, after={"title": entry.title, "tells": tells})
    ideas = ideas_spoken_of(entry)
    entry_published.send(entry, ideas=ideas, path=entry_url(entry), actor=actor, tells=tells)


def unpublish(entry: Entry, *, version: int, actor: User) -> None:
    """Make it a draft again. Who was told stays told. Raises Conflict, Forbidden."""
    refuse_publishing(actor=actor)
    _lock(entry, version)
    if not entry.is_published:
        raise Conflict(_("This is a draft already."))
    entry.published_at = None
    entry.version += 1
    session.flush()
    let_the_index_learn(entry)
    audit.record(actor, "entry.unpublish", entry, before={"title": entry.title})


def _lock(entry: Entry, version: int) -> None:
    # PostgreSQL: two managers must not both publish it. SQLite has one writer.
    session.refresh(entry, with_for_update={"of": Entry})
    if entry.version != version:
        raise Conflict(_("Someone changed this since you opened it. Look at it, then go on."))


def _put(entry: Entry, wording: Wording) -> None:
    entry.title, entry.body = wording.words.title, wording.words.body
    entry.body_html, entry.renderer_version = wording.words.body_html, RENDERER_VERSION
    entry.improvement, entry.is_public = wording.improvement, wording.is_public


def _name(entry: Entry, ideas: Sequence[Idea]) -> None:
    session.execute(delete(EntryIdea).where(EntryIdea.entry_id == entry.id))
    session.add_all([EntryIdea(entry_id=entry.id, idea_id=idea_id) for idea_id in _ids(ideas)])
    session.flush()


def _ids(ideas: Sequence[Idea]) -> list[int]:
    return list(dict.fromkeys(idea.id for idea in ideas))
