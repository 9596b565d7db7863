"""Promised dates, with all that became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.improvements.models import Improvement
from app.roadmap.models import Promise


def promises_of(improvement_ids: Collection[int]) -> dict[int, list[Promise]]:
    """Every promise by improvement, the oldest first, in one statement."""
    found: dict[int, list[Promise]] = defaultdict(list)
    if improvement_ids:
        wanted = select(Promise).where(Promise.improvement_id.in_(list(improvement_ids)))
        for promise in session.scalars(wanted.order_by(Promise.created_at, Promise.id)):
            found[promise.improvement_id].append(promise)
    return found


def history_of(improvement: Improvement) -> list[Promise]:
    """Every promise with who gave it, the newest first."""
    wanted = select(Promise).where(Promise.improvement_id == improvement.id)
    newest_first = wanted.order_by(Promise.created_at.desc(), Promise.id.desc())
    return list(session.scalars(newest_first.options(joinedload(Promise.actor))))


def open_promise(improvement: Improvement) -> Promise | None:
    """The promise that holds now; at most one does."""
    return session.scalar(
        select(Promise).where(Promise.improvement_id == improvement.id, Promise.ended_at.is_(None))
    )
