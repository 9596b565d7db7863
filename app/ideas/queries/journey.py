"""The steps an idea went through."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.ideas.models import Idea, StatusChange


def journey_of(idea: Idea) -> list[StatusChange]:
    """Every change of status, the newest first, with who made it."""
    changes = (
        select(StatusChange)
        .options(joinedload(StatusChange.to_status), joinedload(StatusChange.actor))
        .where(StatusChange.idea_id == idea.id)
        .order_by(StatusChange.created_at.desc(), StatusChange.id.desc())
    )
    return list(session.scalars(changes))
