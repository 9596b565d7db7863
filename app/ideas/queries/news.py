"""What staff last said about ideas, in public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.db import session
from app.ideas.models import Comment, StatusChange
from app.ideas.queries.shown import shown_html
from app.people.models import User


class OfficialWords(NamedTuple):
    """`source` is what they were said in: an official answer, or the note of a new status."""

    author: User | None
    said_at: datetime
    html: str
    source: Comment | StatusChange


def latest_words(answer: Comment | None, journey: Sequence[StatusChange]) -> OfficialWords | None:
    """What was said last: the newest official `answer`, or a note of the `journey`, which comes
    newest first."""
    note = next((step for step in journey if step.note), None)
    if note and (answer is None or note.created_at > answer.created_at):
        return OfficialWords(note.actor, note.created_at, note.note_html, note)
    if answer:
        return OfficialWords(answer.author, answer.created_at, shown_html(answer), answer)
    return None


def latest_notes(idea_ids: Iterable[int]) -> dict[int, StatusChange]:
    """The newest change of status that came with words, by idea."""
    newest = (
        select(func.max(StatusChange.id))
        .where(StatusChange.idea_id.in_(list(idea_ids)), StatusChange.note != "")
        .group_by(StatusChange.idea_id)
    )
    changes = session.scalars(select(StatusChange).where(StatusChange.id.in_(newest)))
    return {change.idea_id: change for change in changes}
