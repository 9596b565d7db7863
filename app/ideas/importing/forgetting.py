"""Brought files that nobody needs any more, or that name somebody who was erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.importing import store
from app.ideas.importing.files import Row
from app.ideas.importing.reading import BroughtFile, Reading
from app.ideas.models import Import, ImportState
from app.people.privacy.names import Names

WAITING = (ImportState.MAPPING, ImportState.QUEUED)


def forget_naming(names: Names) -> None:
    """Take an erased person out of the reports of rejected rows, and away the files in which they
    would come back. Whoever brought one reads why on its page."""
    store.take_out(names)
    session.rollback()
    for import_id in session.scalars(select(Import.id).where(Import.state.in_(WAITING))).all():
        brought = session.get(Import, import_id)
        if brought is not None and _is_named_in(brought, names):
            _end(import_id)


def forget_unfinished(before: datetime) -> None:
    """Take away uploads that nobody looked at since then, and files whose import has ended."""
    session.rollback()
    unfinished = (Import.state == ImportState.MAPPING, Import.updated_at < before)
    for import_id in session.scalars(select(Import.id).where(*unfinished)).all():
        with writing():
            # Asked again under the lock: somebody may just have gone on with it.
            brought = session.scalar(select(Import).where(Import.id == import_id, *unfinished))
            if brought is not None:
                session.delete(brought)
    session.rollback()
    needed = Import.state.in_((*WAITING, ImportState.RUNNING))
    store.sweep(before, needed=set(session.scalars(select(Import.uid).where(needed))))


def _is_named_in(brought: Import, names: Names) -> bool:
    """A file that cannot be read to its end counts as one that names them."""
    try:
        return any(names.is_named_in(row.fields) for row in _rows(brought))
    except Invalid:
        return True


def _rows(brought: Import) -> Iterator[Row]:
    path = store.file_of(brought.uid)
    if path.exists():
        yield from BroughtFile(path, brought.name, Reading.of(brought.reading)).columns()


def _end(import_id: int) -> None:
    """Unless the worker is at it already: then its file goes when that is done."""
    with writing():
        waits = (Import.id == import_id, Import.state.in_(WAITING))
        brought = session.scalar(select(Import).where(*waits))
        if brought is None:
            return
        brought.state, brought.ended_at = ImportState.FAILED, now()
        brought.last_error = _(
            "Somebody who was erased here stood in the file, so it was deleted. Take them out of "
            "yours before you bring it again."
        )
        uid: UUID = brought.uid
    store.forget(uid)
