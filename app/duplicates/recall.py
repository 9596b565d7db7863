"""Whether the search would have found what managers merged: each merged idea asked as if it were
new, in the index as it is without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.clock import now
from app.core.db import insert_new, session, writing
from app.core.errors import Conflict
from app.core.jobs import job
from app.core.settings import portal
from app.duplicates.models import Merge, RecallMeasure
from app.ideas.models import Idea
from app.ideas.searchable import KIND, names_by_idea
from app.search.documents import Document
from app.search.errors import IndexUnavailable
from app.search.measuring import SHOWN, Question, ask_all, recall
from app.search.service import finder

NEWEST = 500
FEWEST_OWN = 100
log = structlog.get_logger()


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


@job
def measure_recall() -> None:
    """Once a day: how many of the portal's merged ideas lead to what they were merged into."""
    today = now().astimezone(ZoneInfo(portal().time_zone)).date()
    if session.scalar(select(RecallMeasure.id).where(RecallMeasure.day == today)) is not None:
        return
    asked = merged_questions()
    session.rollback()  # asking takes seconds: nothing is held open meanwhile
    try:
        ranks = [answer.rank for answer in ask_all(finder(), asked, with_body=True)]
    except IndexUnavailable as trouble:
        log.info("recall is measured once the index is back", reason=str(trouble))
        return
    among = {k: recall(ranks, k).part for k in (1, SHOWN)}
    measured = {"asked": len(ranks), "first": among[1], "among_five": among[SHOWN]}
    with writing():
        session.execute(insert_new(RecallMeasure), {"day": today, **measured})
