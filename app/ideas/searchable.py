"""What search knows of ideas: their words, and that some of them changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import aliased

from app.core.db import session
from app.ideas.events import idea_changed
from app.ideas.models import Audience, Board, Idea, State, Wording
from app.search.documents import IDEA
from app.search.searchable import Searchable, register
from app.search.service import enqueue

KIND = IDEA
MOST_WORDINGS = 5  # of an idea, and of those merged into it: a title stays a title
_merged = aliased(Idea)
# Titles are not told to people who do not see the board they were written on.
_IS_ALIAS = and_(
    _merged.merged_into_id == Idea.id,
    _merged.state == State.PUBLISHED,
    _merged.deleted_at.is_(None),
    Board.is_one_way.is_(False),
    or_(_merged.board_id == Idea.board_id, Board.audience == Audience.PUBLIC),
)


@idea_changed.connect
def let_the_index_learn(idea: Idea) -> None:
    """An idea that was merged away is found under the one it went into."""
    enqueue(KIND, *{idea.id, idea.merged_into_id or idea.id})


def other_titles(idea_ids: Collection[int]) -> dict[int, list[str]]:
    """What ideas are found by beside their own titles, of those that have any."""
    named = names_by_idea(idea_ids)
    return {idea_id: [name for _idea, name in names] for idea_id, names in named.items()}


def names_by_idea(idea_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """The titles and wordings of what was merged into these ideas, and their own wordings: each
    with the id of the idea that was called so."""
    merged = (
        select(Idea.id, _merged.id, _merged.title)
        .join(_merged, _merged.merged_into_id == Idea.id)
        .join(Board, Board.id == _merged.board_id)
        .where(Idea.id.in_(idea_ids), _IS_ALIAS)
    )
    own = select(Wording.idea_id, Wording.idea_id, Wording.words)
    own = own.where(Wording.idea_id.in_(idea_ids))
    led = merged.join(Wording, Wording.idea_id == _merged.id)
    led = led.with_only_columns(Idea.id, _merged.id, Wording.words)
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for idea_id, called, name in session.execute(union_all(merged, own, led)):
        found[idea_id].append((called, name))
    return found


def _all_titles() -> ColumnElement[str]:
    """An idea's own title and those of what was merged into it, then the newest wordings of both,
    a line each: in one order, so that the same titles are the same text."""
    merged = select(_merged.title).join(Board, Board.id == _merged.board_id).where(_IS_ALIAS)
    newest = select(Wording.words).order_by(Wording.id.desc()).limit(MOST_WORDINGS)
    own = newest.where(Wording.idea_id == Idea.id)
    led = newest.join(_merged, _merged.id == Wording.idea_id)
    led = led.join(Board, Board.id == _merged.board_id).where(_IS_ALIAS)
    return Idea.title + _lines(merged.order_by(_merged.id)) + _lines(own) + _lines(led)


def _lines(texts: Select[str]) -> ColumnElement[str]:
    """Each behind a line end; nothing for none."""
    in_order = texts.correlate(Idea).subquery()
    joined = select(func.aggregate_strings(in_order.c[0], "\n")).scalar_subquery()
    return func.coalesce("\n" + joined, "")


register(Searchable(KIND, Idea.id, _all_titles(), Idea.body, is_findable=Idea.is_listed))
