"""What search knows of ideas: their words, and that some of them changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.core.db import session
from app.ideas.events import idea_changed
from app.ideas.models import Audience, Board, Idea, State
from app.search.searchable import Searchable, register
from app.search.service import enqueue

KIND = "idea"
_merged = aliased(Idea)
# Titles are not told to people who do not see the board they were written on.
_IS_ALIAS = and_(
    _merged.merged_into_id == Idea.id,
    _merged.state == State.PUBLISHED,
    _merged.deleted_at.is_(None),
    or_(_merged.board_id == Idea.board_id, Board.audience == Audience.PUBLIC),
)


@idea_changed.connect
def let_the_index_learn(idea: Idea) -> None:
    """An idea that was merged away is found under the one it went into."""
    enqueue(KIND, *{idea.id, idea.merged_into_id or idea.id})


def other_titles(idea_ids: Collection[int]) -> dict[int, list[str]]:
    """The titles under which ideas are found beside their own, of those that have any."""
    titles = (
        select(Idea.id, _merged.title)
        .join(_merged, _merged.merged_into_id == Idea.id)
        .join(Board, Board.id == _merged.board_id)
        .where(Idea.id.in_(idea_ids), _IS_ALIAS)
        .order_by(_merged.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for idea_id, title in session.execute(titles):
        found[idea_id].append(title)
    return found


def _all_titles() -> ColumnElement[str]:
    """An idea's own title and those of what was merged into it, a line each, the oldest first: in
    one order, so that the same titles are the same text."""
    in_order = (
        select(_merged.title)
        .join(Board, Board.id == _merged.board_id)
        .where(_IS_ALIAS)
        .order_by(_merged.id)
        .correlate(Idea)
        .subquery()
    )
    aliases = select(func.aggregate_strings(in_order.c.title, "\n")).scalar_subquery()
    return Idea.title + func.coalesce("\n" + aliases, "")


register(Searchable(KIND, Idea.id, _all_titles(), Idea.body, is_findable=Idea.is_listed))
