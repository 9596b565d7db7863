"""Whether the search would have found what managers merged: each merged idea asked as if it were
new, in the index as it is without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.db import session
from app.core.errors import Conflict
from app.duplicates.models import Merge
from app.ideas.models import Idea
from app.ideas.searchable import KIND, names_by_idea
from app.search.documents import Document
from app.search.measuring import Question

NEWEST = 500
FEWEST_OWN = 100


class Text(NamedTuple):
    id: int
    title: str
    body: str


def merged_questions() -> list[Question]:
    """The newest merges that stand, at most NEWEST. Where an idea led, its own words are left out
    of what is searched: titles of merged ideas are found as their target's."""
    source, root = aliased(Idea), aliased(Idea)
    merged = (
        select(source.id, source.title, source.body, root.id, root.title, root.body)
        .join(Merge, Merge.source_id == source.id)
        .join(root, root.id == source.merged_into_id)
        .where(Merge.undone_at.is_(None), source.deleted_at.is_(None), root.is_listed)
        .order_by(Merge.id.desc())
        .limit(NEWEST)
    )
    pairs = [(Text(*row[:3]), Text(*row[3:])) for row in session.execute(merged)]
    names = names_by_idea({target.id for _source, target in pairs})
    return [_question(merged, target, names[target.id]) for merged, target in pairs]


def own_questions() -> tuple[list[Question], list[Question]]:
    """Merged ideas, and ones that stand by themselves: both newest first. Raises Conflict where
    there are too few to learn from."""
    alone = select(Idea.id, Idea.title, Idea.body).where(
        Idea.is_listed, Idea.id.not_in(select(Merge.target_id).where(Merge.undone_at.is_(None)))
    )
    newest = session.execute(alone.order_by(Idea.id.desc()).limit(NEWEST))
    negatives = [Question(text.title, text.body, itself=text.id) for text in newest]
    positives = merged_questions()
    if min(len(positives), len(negatives)) < FEWEST_OWN:
        raise Conflict(
            f"Too little to learn from: {len(positives)} merged ideas and {len(negatives)} that"
            f" stand by themselves. It takes {FEWEST_OWN} of each; the shipped constants stand."
        )
    return positives, negatives


def _question(source: Text, target: Text, names: Sequence[tuple[int, str]]) -> Question:
    others = [name for idea_id, name in names if idea_id != source.id]
    without = Document(KIND, target.id, "\n".join([target.title, *others]), target.body)
    return Question(
        source.title, source.body, frozenset({target.id}), itself=source.id, instead=(without,)
    )
