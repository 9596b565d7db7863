"""What staff did to an idea, in words, as the audit log has it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.audit import AuditEntry, entries_about
from app.core.db import session
from app.core.i18n import _
from app.ideas.models import Comment, Idea
from app.ideas.queries.excerpts import excerpt
from app.ideas.queries.statuses import wording
from app.journey.queries import element_name, stage_name
from app.people.models import User

MOST = 20
LONGEST_WORDS = 600


class About(enum.Enum):
    """What two people may do at once without seeing each other."""

    DECISION = ("idea.status", "comment.official", "comment.direct", "idea.edit")
    ORDER = ("idea.topic", "idea.tags", "idea.owner", "idea.stage", "idea.element")


class Act(NamedTuple):
    """`did` is a sentence; `words` is the beginning of what came with it for people to read, if
    anything did."""

    did: str
    words: str
    done_at: datetime


def acts_since(idea: Idea, version: int, *, about: About, without: User) -> list[Act]:
    """What others than `without` did since the idea had this `version`, the oldest first; at most
    the last MOST changes are looked at."""
    entries = [
        entry
        for entry in reversed(entries_about([idea], MOST))
        if entry.action in about.value
        and entry.after.get("version", 0) > version
        and entry.actor_id != without.id
    ]
    names, texts = _names(entries), _texts(entries)
    return [_told(entry, idea, names.get(entry.actor_id or 0, ""), texts) for entry in entries]


def _told(entry: AuditEntry, idea: Idea, name: str, texts: dict[str, str]) -> Act:
    sentence = SENTENCES[entry.action]
    said = entry.after.get("note", "") or texts.get(entry.after.get("comment", ""), "")
    return Act(
        sentence(name or _("Somebody"), idea), excerpt(said, LONGEST_WORDS), entry.created_at
    )


def _status(name: str, idea: Idea) -> str:
    return _("%(name)s set the status to “%(now)s”.", name=name, now=wording(idea.status))


def _topic(name: str, idea: Idea) -> str:
    now = idea.topic.name if idea.topic else _("none")
    return _("%(name)s changed the topic. It is now: %(now)s.", name=name, now=now)


def _owner(name: str, idea: Idea) -> str:
    now = idea.owner.name if idea.owner else _("nobody")
    return _("%(name)s changed who looks after it. It is now: %(now)s.", name=name, now=now)


def _stage(name: str, idea: Idea) -> str:
    now = stage_name(idea.stage) if idea.stage else _("none")
    return _("%(name)s changed the journey step. It is now: %(now)s.", name=name, now=now)


def _element(name: str, idea: Idea) -> str:
    now = element_name(idea.element) if idea.element else _("none")
    return _("%(name)s changed the part of the experience. It is now: %(now)s.", name=name, now=now)


# Each says who did it and how the idea stands now, which is what somebody who was late wants to
# know.
SENTENCES: dict[str, Callable[[str, Idea], str]] = {
    "idea.status": _status,
    "idea.topic": _topic,
    "idea.owner": _owner,
    "idea.stage": _stage,
    "idea.element": _element,
    "idea.tags": lambda name, idea: _("%(name)s changed the tags.", name=name),
    "idea.edit": lambda name, idea: _("%(name)s changed the words of the idea.", name=name),
    "comment.official": lambda name, idea: _("%(name)s answered everyone following.", name=name),
    "comment.direct": lambda name, idea: _("%(name)s answered whoever asked.", name=name),
}


def _names(entries: Iterable[AuditEntry]) -> dict[int, str]:
    ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    if not ids:
        return {}
    named = select(User.id, User.name).where(User.id.in_(ids))
    return {row.id: row.name for row in session.execute(named)}


def _texts(entries: Sequence[AuditEntry]) -> dict[str, str]:
    """What the answers among `entries` said, by the uid the log has of them."""
    uids = [UUID(entry.after["comment"]) for entry in entries if "comment" in entry.after]
    if not uids:
        return {}
    said = select(Comment.uid, Comment.body).where(
        Comment.uid.in_(uids), Comment.deleted_at.is_(None)
    )
    return {str(row.uid): row.body for row in session.execute(said)}
