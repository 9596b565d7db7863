"""Files brought in the browser: from the upload to the report, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Select, func, or_, select, update

from app.core import audit
from app.core.clock import now
from app.core.db import changed_rows, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.ideas.importing import store
from app.ideas.importing.columns import Field
from app.ideas.importing.reading import Reading
from app.ideas.models import Board, Comment, Idea, Import, ImportState, StatusChange
from app.ideas.searchable import KIND
from app.people.models import User
from app.search.service import enqueue

UNDO_WITHIN = timedelta(days=30)
STALE_AFTER = timedelta(seconds=30)
NAME_LENGTH = 200
CHUNK = 500


def take_in(uploaded: Path, reading: Reading, *, name: str, board: Board, actor: User) -> Import:
    """Keep an uploaded file and how it is read; nothing of it becomes an idea yet."""
    brought = Import(name=name[-NAME_LENGTH:], board=board, actor=actor, reading=reading.kept())
    session.add(brought)
    session.flush()
    store.name(uploaded, brought.uid)
    return brought


def read_as(brought: Import, reading: Reading, *, board: Board, have_agreed: bool) -> None:
    """Change how the file is read. Raises Conflict once it was begun."""
    _refuse_begun(brought)
    brought.reading, brought.board, brought.have_agreed = reading.kept(), board, have_agreed
    session.flush()


def begin(brought: Import, *, actor: User) -> None:
    """Let the worker bring it in. Raises Invalid where a question is still open."""
    _refuse_begun(brought)
    reading = Reading.of(brought.reading)
    if not reading.is_sure:
        message = _("Look at the letters first, and say whether they are right.")
        raise Invalid(message, errors={"is_sure": message})
    if reading.faults:
        raise Invalid(" ".join(reading.faults), errors={"file": " ".join(reading.faults)})
    if reading.column_of(Field.TITLE) is None:
        message = _("Say which column is the title.")
        raise Invalid(message, errors={"fields": message})
    brought.state, brought.began_at = ImportState.QUEUED, now()
    session.flush()
    audit.record(actor, "import.begin", brought, after={"name": brought.name})


def discard(brought: Import) -> None:
    """Forget a file that was not begun."""
    _refuse_begun(brought)
    session.delete(brought)
    session.flush()


def claim() -> Import | None:
    """The next file for this worker: one that waits, or one whose worker has not been heard of for
    STALE_AFTER. Rows are known again by what they say, so that nothing is brought in twice."""
    is_stale = Import.updated_at < now() - STALE_AFTER
    waits = or_(
        Import.state == ImportState.QUEUED, (Import.state == ImportState.RUNNING) & is_stale
    )
    found = session.scalar(select(Import.id).where(waits).order_by(Import.id).limit(1))
    if found is None:
        return None
    taken = (
        update(Import)
        .where(Import.id == found, waits)
        .values(state=ImportState.RUNNING, updated_at=now())
        .execution_options(synchronize_session=False)
    )
    return session.get_one(Import, found) if changed_rows(taken) else None


def undo(brought: Import, *, keeping: Select[int], actor: User) -> int:
    """Take out what the file brought and nobody acted on since; returns how many ideas. `keeping`
    are ids of ideas that later packages know to be acted on. What was there before and was only
    changed stays as it is now. Raises Conflict when it is too late or was done already."""
    if brought.state not in (ImportState.DONE, ImportState.FAILED):
        raise Conflict(_("Only an import that has ended can be taken back."))
    if brought.ended_at is None or brought.ended_at < now() - UNDO_WITHIN:
        raise Conflict(_("An import can be taken back for 30 days; these are over."))
    ids = session.scalars(_untouched(brought).where(Idea.id.not_in(keeping))).all()
    for start in range(0, len(ids), CHUNK):
        _take_out(ids[start : start + CHUNK])
    brought.state = ImportState.UNDONE
    session.flush()
    audit.record(actor, "import.undo", brought, after={"ideas": len(ids)})
    return len(ids)


def ideas_brought(brought: Import) -> int:
    """How many ideas of the file are there now."""
    there = select(func.count(Idea.id)).where(
        Idea.import_id == brought.id, Idea.deleted_at.is_(None)
    )
    return session.scalar(there) or 0


def confirmed(reading: Reading) -> Reading:
    """Somebody looked at the letters and found them right."""
    return replace(reading, is_sure=True)


def _take_out(ids: Sequence[int]) -> None:
    """Without its external_id, so that the same file may be brought in again."""
    gone = (
        update(Idea)
        .where(Idea.id.in_(ids))
        .values(deleted_at=now(), external_id=None, version=Idea.version + 1)
    )
    session.execute(gone, execution_options={"synchronize_session": False})
    enqueue(KIND, *ids)


def _untouched(brought: Import) -> Select[int]:
    merged_in = select(Idea.merged_into_id).where(Idea.merged_into_id.is_not(None))
    decided, discussed = select(StatusChange.idea_id), select(Comment.idea_id)
    return select(Idea.id).where(
        Idea.import_id == brought.id,
        Idea.deleted_at.is_(None),
        Idea.merged_into_id.is_(None),
        Idea.id.not_in(merged_in),
        Idea.id.not_in(decided),
        Idea.id.not_in(discussed),
    )


def _refuse_begun(brought: Import) -> None:
    if brought.state is not ImportState.MAPPING:
        raise Conflict(_("This import was begun already. See how far it is."))
