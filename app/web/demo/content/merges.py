"""Ideas that say the same in other words, merged by a manager. Others are left to be found."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from app.web.demo.content.course import CLOSED
from app.web.demo.content.office_hours import when_staff_act
from app.web.demo.content.records import Idea, Merge

MOST = 6
THOUGHT_OVER = timedelta(days=2)
MANAGER = "marta-de-vries"
OBJECTION = "Mine is about something else: I would still have to do it by hand."


def merge_some(rng: Random, ideas: list[Idea], end: datetime) -> tuple[list[Idea], list[Merge]]:
    """The ideas, those that were merged without the votes they would have got later; and the
    merges, of which the newest is objected to."""
    told = {idea.number: idea for idea in ideas}
    merges: list[Merge] = []
    for idea in ideas:
        if idea.same_as is None or len(merges) == MOST or not _may_join(idea, told[idea.same_as]):
            continue
        at = when_staff_act(rng, _settled_at(idea) + THOUGHT_OVER).replace(microsecond=0)
        if at < end - THOUGHT_OVER:
            merges.append(Merge(idea.number, idea.same_as, MANAGER, at, ""))
            votes = tuple(vote for vote in idea.votes if vote.at < at)
            told[idea.number] = replace(idea, votes=votes)
    newest = max(merges, key=lambda merge: merge.at, default=None)
    return list(told.values()), [
        replace(merge, objection=OBJECTION) if merge is newest else merge for merge in merges
    ]


def _may_join(idea: Idea, original: Idea) -> bool:
    return (
        original.created_at < idea.created_at
        and original.same_as is None
        and original.board == idea.board
        and original.phase not in CLOSED
        and idea.phase not in CLOSED
    )


def _settled_at(idea: Idea) -> datetime:
    """When the last thing but a vote happened to it."""
    said = [comment.at for comment in idea.comments]
    decided = [change.at for change in idea.status_changes]
    return max([idea.created_at, *said, *decided])
