"""What is new or changed is compared; what was taken apart again is not put together again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from app.core.db import session
from app.core.jobs import ring
from app.duplicates.comparing import compare_ideas
from app.duplicates.events import idea_unmerged, ideas_merged
from app.duplicates.models import Merge, Objection
from app.duplicates.service.grouping import regroup
from app.duplicates.service.pairs import look_again, part
from app.ideas.events import idea_changed, ideas_imported
from app.ideas.importing.service import Ballot
from app.ideas.models import Idea
from app.people.events import being_merged
from app.people.models import User


@idea_changed.connect
def compare(idea: Idea) -> None:
    look_again([idea.id])
    ring(compare_ideas)


@ideas_imported.connect
def compare_imported(ballots: Sequence[Ballot]) -> None:
    """No bell: the worker comes by each minute, and an import takes its time."""
    look_again([ballot.idea_id for ballot in ballots])


@ideas_merged.connect
def decided(merge: Merge, actor: User) -> None:
    regroup([merge.source_id, merge.target_id])


@idea_unmerged.connect
def remember(merge: Merge, actor: User) -> None:
    part([(merge.source, merge.target)], actor=actor)
    regroup([merge.source_id, merge.target_id])


@being_merged.connect
def object_once(person: User, into: User) -> None:
    """Of two objections to the same merge that wait, that of the one who stays is kept."""
    waits = Objection.settled_at.is_(None)
    by_both = select(Objection.merge_id).where(Objection.user_id == into.id, waits)
    twice = (Objection.user_id == person.id, waits, Objection.merge_id.in_(by_both))
    session.execute(delete(Objection).where(*twice))
