"""The steps an idea went through."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.ideas.models import Idea, StatusChange

_CHANGES = (
    select(StatusChange)
    .options(joinedload(StatusChange.to_status), joinedload(StatusChange.actor))
    .where(StatusChange.idea_id == bindparam("idea"))
    .order_by(StatusChange.created_at.desc(), StatusChange.id.desc())
)


def journey_of(idea: Idea) -> list[StatusChange]:
    """Every change of status, the newest first, with who made it."""
    return list(session.scalars(_CHANGES, {"idea": idea.id}))
