"""How much people asked for, in batches."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.core.db import session
from app.ideas.models import Idea


def asked_by(user_ids: Sequence[int]) -> dict[int, int]:
    """How many ideas each of these people posted, those that were taken away left out."""
    counted = (
        select(Idea.author_id, func.count(Idea.id).label("ideas"))
        .where(Idea.author_id.in_(user_ids), Idea.deleted_at.is_(None))
        .group_by(Idea.author_id)
    )
    return {row.author_id: row.ideas for row in session.execute(counted)}
