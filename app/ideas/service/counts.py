"""The counts kept on ideas. Nobody else writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from app.core.db import session
from app.ideas.models import FOR_EVERYONE, Comment, Idea, State

# A count is no edit: `updated_at` and `version` stay as they are.
_IDEAS = cast("Table", Idea.__table__)
_KEEP_DEMAND = (
    update(_IDEAS)
    .where(_IDEAS.c.id == bindparam("idea_id"))
    .values(
        people=bindparam("people"),
        organisations=bindparam("organisations"),
        hot=bindparam("hot"),
        updated_at=_IDEAS.c.updated_at,
    )
)


def refresh_comments(idea: Idea) -> None:
    """Count again what everyone may read."""
    shown = (
        select(func.count(Comment.id))
        .where(
            Comment.idea_id == idea.id,
            Comment.kind.in_(FOR_EVERYONE),
            Comment.state == State.PUBLISHED,
            Comment.deleted_at.is_(None),
        )
        .scalar_subquery()
    )
    kept = update(Idea).where(Idea.id == idea.id)
    kept = kept.values(comments=shown, updated_at=Idea.updated_at)
    session.execute(kept, execution_options={"synchronize_session": False})
    session.expire(idea, ["comments"])


def keep_demand(idea: Idea, *, people: int, organisations: int, hot: float) -> None:
    """Keep what `votes` counted over the idea's merge family."""
    counted = {"people": people, "organisations": organisations, "hot": hot}
    keep_demands([{"idea_id": idea.id, **counted}])
    for name, count in counted.items():
        set_committed_value(idea, name, count)


def keep_demands(counted: Iterable[dict[str, Any]]) -> None:
    """As `keep_demand` for many ideas at once: `idea_id`, `people`, `organisations` and `hot` of
    each. What the session holds of them is not refreshed."""
    rows = list(counted)
    if rows:
        session.execute(_KEEP_DEMAND, rows)
