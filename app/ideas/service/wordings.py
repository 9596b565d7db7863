"""The words ideas are sorted with: statuses, topics and tags."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select, update

from app.core import audit, naming
from app.core.clock import now
from app.core.db import hold, session
from app.core.errors import Conflict
from app.core.i18n import _
from app.ideas.models import Idea, IdeaTag, Phase, Status, Tag, Topic
from app.ideas.queries.statuses import all_statuses, wording
from app.ideas.queries.topics import all_topics
from app.ideas.service.sort import TAG_LENGTH
from app.people.models import User


def rename_status(status: Status, words: str, *, was: str, actor: User) -> None:
    """Empty words bring those of the phase back. Raises Invalid, Stale."""
    checked = naming.checked_name(words) if words.strip() else ""
    naming.rename(status, "wording", checked, was=was, called=wording, actor=actor)


def add_status(words: str, phase: Phase, *, actor: User) -> Status:
    """As the last of its phase. Raises Invalid."""
    checked = naming.checked_name(words)
    key = naming.free_key(Status, "key", checked)
    if key in list(Phase):
        key = naming.free_key(Status, "key", f"{checked} 2")
    before = [each for each in all_statuses() if each.phase is phase]
    place = before[-1].position if before else 0
    session.execute(
        update(Status).where(Status.position > place).values(position=Status.position + 1)
    )
    status = Status(key=key, phase=phase, wording=checked, position=place + 1)
    session.add(status)
    session.flush()
    audit.record(actor, "statuses.add", status, after={"wording": checked, "phase": phase.value})
    return status


def remove_status(status: Status, *, actor: User) -> None:
    """Raises Conflict for one that is in use, and for the last of its phase."""
    hold("statuses")
    in_phase = select(func.count(Status.id)).where(Status.phase == status.phase)
    if (session.scalar(in_phase) or 0) < 2:
        raise Conflict(_("Each phase keeps at least one status. Reword this one instead."))
    naming.take_out(status, called=wording(status), actor=actor)


def rename_topic(topic: Topic, name: str, *, was: str, actor: User) -> None:
    """Its address stays. Raises Invalid, Stale."""
    checked = naming.checked_name(name)
    naming.rename(topic, "name", checked, was=was, called=_name_of_topic, actor=actor)


def add_topic(name: str, *, actor: User) -> Topic:
    """Raises Invalid."""
    checked = naming.checked_name(name)
    position = max((each.position for each in all_topics()), default=-1) + 1
    topic = Topic(slug=naming.free_key(Topic, "slug", checked), name=checked, position=position)
    session.add(topic)
    session.flush()
    audit.record(actor, "topics.add", topic, after={"name": checked})
    return topic


def join_topics(topic: Topic, other: Topic | None, *, actor: User) -> None:
    """Give all ideas of `topic` the other one, or none, and take it out."""
    session.execute(
        update(Idea)
        .where(Idea.topic_id == topic.id)
        .values(topic_id=other.id if other else None, version=Idea.version + 1, updated_at=now())
    )
    _joined(topic, other.name if other else None, actor)


def rename_tag(tag: Tag, name: str, *, was: str, actor: User) -> None:
    """Raises Invalid, Stale, and Conflict for a name another tag has: join the two instead."""
    checked = naming.checked_name(name)[:TAG_LENGTH]
    if checked != tag.name:
        _refuse_taken(checked)
    naming.rename(tag, "name", checked, was=was, called=_name_of_tag, actor=actor)


def add_tag(name: str, *, actor: User) -> Tag:
    """Raises Invalid, Conflict."""
    checked = naming.checked_name(name)[:TAG_LENGTH]
    _refuse_taken(checked)
    tag = Tag(name=checked)
    session.add(tag)
    session.flush()
    audit.record(actor, "tags.add", tag, after={"name": checked})
    return tag


def join_tags(tag: Tag, other: Tag | None, *, actor: User) -> None:
    """Give all ideas with `tag` the other one, or none, and take it out."""
    if other is not None:
        has_it = select(IdeaTag.idea_id).where(IdeaTag.tag_id == other.id)
        new = select(IdeaTag.idea_id).where(
            IdeaTag.tag_id == tag.id, IdeaTag.idea_id.not_in(has_it)
        )
        rows = [{"idea_id": idea_id, "tag_id": other.id} for idea_id in session.scalars(new)]
        if rows:
            session.execute(insert(IdeaTag), rows)
    session.execute(delete(IdeaTag).where(IdeaTag.tag_id == tag.id))
    _joined(tag, other.name if other else None, actor)


def _joined(row: Topic | Tag, with_name: str | None, actor: User) -> None:
    action = f"{row.__tablename__}.join"
    audit.record(actor, action, row, before={"name": row.name}, after={"name": with_name})
    session.delete(row)
    session.flush()


def _refuse_taken(name: str) -> None:
    if session.scalar(select(Tag.id).where(Tag.name == name)) is not None:
        message = _("There is a tag called “%(name)s” already. Join the two instead.", name=name)
        raise Conflict(message, errors={"name": message})


def _name_of_topic(topic: Topic) -> str:
    return topic.name


def _name_of_tag(tag: Tag) -> str:
    return tag.name
