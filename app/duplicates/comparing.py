"""The worker looks for ideas like those that are new or were changed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core.db import session, writing
from app.core.jobs import job, ring
from app.duplicates.models import ToCompare
from app.duplicates.queries import CLOSE_SCORE
from app.duplicates.service.grouping import count_people_again, regroup
from app.duplicates.service.pairs import keep_found
from app.ideas.models import Idea
from app.ideas.searchable import KIND
from app.search.documents import Hit
from app.search.service import has_bulk, similar

PORTION = 100
PAUSE = timedelta(seconds=1)
MOST_FOUND = 5
"""What a manager would look at; more is a word that many share."""


@job
def compare_ideas() -> None:
    """A portion at a time, with a pause for other work after it. While a bulk waits for the index,
    nothing could be found in it."""
    if has_bulk():
        return
    oldest = select(ToCompare.id, ToCompare.idea_id).order_by(ToCompare.id).limit(PORTION)
    waiting = session.execute(oldest).all()
    for row_id, idea_id in waiting:
        found = _much_like(idea_id)
        session.rollback()
        with writing():
            regroup(keep_found(idea_id, found, row_id=row_id))
    if len(waiting) == PORTION:
        ring(compare_ideas, after=PAUSE)


@job
def count_groups() -> None:
    with writing():
        count_people_again()


def _much_like(idea_id: int) -> list[Hit]:
    """Those that are close or more; for an idea nobody can find, none."""
    text = select(Idea.title, Idea.body).where(Idea.id == idea_id, Idea.is_listed)
    found = session.execute(text).one_or_none()
    if found is None:
        return []
    hits = similar(found.title, found.body, kind=KIND, limit=MOST_FOUND + 1)
    is_close = (hit.is_likely or hit.score >= CLOSE_SCORE for hit in hits)
    return [hit for hit, is_one in zip(hits, is_close, strict=True) if is_one and hit.id != idea_id]
