"""Putting ideas in order: topic and tags."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from app.core import audit
from app.core.db import insert_new, lock, session
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.ideas.models import Idea, IdeaTag, Tag, Topic
from app.ideas.queries.tags import tags_of
from app.people.models import User

TAG_LENGTH = 50


def set_topic(idea: Idea, slug: str | None, *, actor: User) -> None:
    """Raises Invalid for a topic that does not exist."""
    topic = session.scalar(select(Topic).where(Topic.slug == slug)) if slug else None
    if slug and topic is None:
        message = _("There is no topic called “%(slug)s”.", slug=slug)
        raise Invalid(message, errors={"topic": message})
    before = idea.topic.slug if idea.topic else None
    idea.topic = topic
    idea.version += 1
    session.flush()
    audit.record(actor, "idea.topic", idea, before={"topic": before}, after={"topic": slug})


def set_tags(idea: Idea, names: Iterable[str], *, actor: User) -> None:
    """Replace the idea's tags; new names become tags."""
    lock(idea)
    before = tags_of([idea.id]).get(idea.id, [])
    wanted = sorted({one_line(name)[:TAG_LENGTH] for name in names if one_line(name)})
    tag_ids = tags_called(wanted)
    session.execute(delete(IdeaTag).where(IdeaTag.idea_id == idea.id))
    session.add_all([IdeaTag(idea_id=idea.id, tag_id=tag_id) for tag_id in tag_ids.values()])
    idea.version += 1
    session.flush()
    audit.record(actor, "idea.tags", idea, before={"tags": before}, after={"tags": wanted})


def tags_called(names: Iterable[str]) -> dict[str, int]:
    """Ids of tags by name, made where they are new."""
    wanted = list(names)
    known = _ids_of(wanted)
    if new := [{"name": name} for name in wanted if name not in known]:
        session.execute(insert_new(Tag), new)
        known = _ids_of(wanted)
    return known


def _ids_of(names: list[str]) -> dict[str, int]:
    tags = session.scalars(select(Tag).where(Tag.name.in_(names)))
    return {tag.name: tag.id for tag in tags}
