"""What staff last said about ideas, in public."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from app.core.db import session
from app.ideas.models import StatusChange


def latest_notes(idea_ids: Iterable[int]) -> dict[int, StatusChange]:
    """The newest change of status that came with words, by idea."""
    newest = (
        select(func.max(StatusChange.id))
        .where(StatusChange.idea_id.in_(list(idea_ids)), StatusChange.note != "")
        .group_by(StatusChange.idea_id)
    )
    changes = session.scalars(select(StatusChange).where(StatusChange.id.in_(newest)))
    return {change.idea_id: change for change in changes}
