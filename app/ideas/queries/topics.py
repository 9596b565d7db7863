"""The topics of this portal."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session
from app.ideas.models import Topic


def all_topics() -> list[Topic]:
    # Not by the database: each has an alphabet of its own.
    found = session.scalars(select(Topic))
    return sorted(found, key=lambda topic: (topic.position, topic.name.casefold()))
