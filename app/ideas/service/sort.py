"""Putting ideas in order: topic, tags, who looks after them, where on the journey they belong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import delete, select

from app.core import audit
from app.core.db import insert_new, lock, session
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.core.unseen import refuse_unseen
from app.ideas.models import Idea, IdeaTag, Tag, Topic
from app.ideas.queries.tags import tags_of
from app.journey.models import Element, Stage
from app.people.models import User

TAG_LENGTH = 50
MOST_TAGS = 20
Place = TypeVar("Place", Stage, Element)


def sort(idea: Idea, wanted: Mapping[str, Any], *, actor: User) -> None:
    """Set what is `wanted` of topic, tags, owner, stage and element, as the functions below take
    it. What stays as it was leaves no trace. Raises Invalid."""
    lock(idea)
    for name, value in wanted.items():
        SETTERS[name](idea, value, actor=actor)


def set_topic(idea: Idea, slug: str | None, *, actor: User) -> None:
    """Raises Invalid for a topic that does not exist."""
    topic = session.scalar(select(Topic).where(Topic.slug == slug)) if slug else None
    if slug and topic is None:
        message = _("There is no topic called “%(slug)s”.", slug=slug)
        raise Invalid(message, errors={"topic": message})
    before = idea.topic.slug if idea.topic else None
    idea.topic = topic
    _record(idea, "topic", before, slug or None, actor)


def set_tags(idea: Idea, names: Iterable[str], *, actor: User) -> None:
    """Replace the idea's tags; new names become tags. Raises Invalid for too many, and for
    characters that nobody sees."""
    names = list(names)
    refuse_unseen(tags="".join(names))
    lock(idea)
    before = tags_of([idea.id]).get(idea.id, [])
    wanted = sorted({one_line(name)[:TAG_LENGTH] for name in names if one_line(name)})
    if len(wanted) > MOST_TAGS:
        message = _("An idea has at most %(most)s tags.", most=MOST_TAGS)
        raise Invalid(message, errors={"tags": message})
    if wanted == sorted(before):
        return
    tag_ids = tags_called(wanted)
    session.execute(delete(IdeaTag).where(IdeaTag.idea_id == idea.id))
    session.add_all([IdeaTag(idea_id=idea.id, tag_id=tag_id) for tag_id in tag_ids.values()])
    _record(idea, "tags", before, wanted, actor)


def set_owner(idea: Idea, owner: User | None, *, actor: User) -> None:
    """Say who of the staff looks after the idea. Raises Invalid for anyone else."""
    if owner == idea.owner:
        return
    if owner is not None and not (owner.is_staff and owner.is_active):
        message = _("Only staff can look after an idea.")
        raise Invalid(message, errors={"owner": message})
    before = str(idea.owner.uid) if idea.owner else None
    idea.owner = owner
    _record(idea, "owner", before, str(owner.uid) if owner else None, actor)


def set_stage(idea: Idea, key: str | None, *, actor: User) -> None:
    """Raises Invalid for a step of the journey that does not exist."""
    stage = _placed(Stage, key)
    if key and stage is None:
        message = _("There is no journey step called “%(key)s”.", key=key)
        raise Invalid(message, errors={"stage": message})
    before = idea.stage.key if idea.stage else None
    idea.stage = stage
    _record(idea, "stage", before, key or None, actor)


def set_element(idea: Idea, key: str | None, *, actor: User) -> None:
    """Raises Invalid for a part of the experience that does not exist."""
    element = _placed(Element, key)
    if key and element is None:
        message = _("There is no part of the experience called “%(key)s”.", key=key)
        raise Invalid(message, errors={"element": message})
    before = idea.element.key if idea.element else None
    idea.element = element
    _record(idea, "element", before, key or None, actor)


SETTERS: dict[str, Callable[..., None]] = {
    "topic": set_topic,
    "tags": set_tags,
    "owner": set_owner,
    "stage": set_stage,
    "element": set_element,
}


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


def _record(
    idea: Idea,
    what: str,
    before: str | list[str] | None,
    after: str | list[str] | None,
    actor: User,
) -> None:
    if before == after:
        return
    idea.version += 1
    session.flush()
    audit.record(
        actor,
        f"idea.{what}",
        idea,
        before={what: before},
        after={what: after, "version": idea.version},
    )


def _placed(kind: type[Place], key: str | None) -> Place | None:
    return session.scalar(select(kind).where(kind.key == key)) if key else None
