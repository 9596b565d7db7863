"""The topics of this portal."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session
from app.ideas.models import Topic

_IN_ORDER = select(Topic).order_by(Topic.position, Topic.name)


def all_topics() -> list[Topic]:
    return list(session.scalars(_IN_ORDER))
