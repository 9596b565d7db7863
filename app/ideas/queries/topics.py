"""The topics of this portal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from app.core.db import session
from app.ideas.models import Topic

AnyTopic = TypeVar("AnyTopic", Topic, "TopicFace")


class TopicFace(NamedTuple):
    """A topic as lists offer it: they are asked for at every request."""

    id: int
    slug: str
    name: str
    position: int


_FACES = select(Topic.id, Topic.slug, Topic.name, Topic.position)


def topic_faces() -> list[TopicFace]:
    return _in_order(TopicFace(*row) for row in session.execute(_FACES))


def all_topics() -> list[Topic]:
    return _in_order(session.scalars(select(Topic)))


def _in_order(topics: Iterable[AnyTopic]) -> list[AnyTopic]:
    # Not by the database: each has an alphabet of its own.
    return sorted(topics, key=lambda topic: (topic.position, topic.name.casefold()))
