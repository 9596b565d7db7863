"""Work of importing outside the request."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import HeedError
from app.core.jobs import job
from app.ideas.importing import bringing, store
from app.ideas.importing.forgetting import forget_unfinished
from app.ideas.importing.preview import checks_for
from app.ideas.importing.reading import BroughtFile, Reading
from app.ideas.importing.rejected import RejectedRows
from app.ideas.importing.run import Report, import_ideas, statuses_by_name
from app.ideas.models import Import, ImportState
from app.search.service import hold_bulk

EVERY = timedelta(hours=1)
KEPT_FOR = timedelta(days=7)
_swept_at: datetime | None = None
log = structlog.get_logger()


@job
def bring_in() -> None:
    """Bring in every file that waits, one after the other."""
    while True:
        with writing():
            brought = bringing.claim()
        if brought is None:
            return
        _bring(brought.id)


@job
def sweep_files() -> None:
    """Take away what was uploaded and never begun, at most once an hour."""
    global _swept_at
    moment = now()
    if _swept_at is not None and timedelta(0) <= moment - _swept_at < EVERY:
        return
    _swept_at = moment
    forget_unfinished(moment - KEPT_FOR)


def _bring(import_id: int) -> None:
    try:
        report = _import(import_id)
    except HeedError as refusal:
        _end(import_id, ImportState.FAILED, refusal.message)
    except Exception as mistake:
        log.exception("an import failed", import_id=import_id)
        _end(import_id, ImportState.FAILED, type(mistake).__name__)
    else:
        _end(import_id, ImportState.DONE, "", report)


def _import(import_id: int) -> Report:
    brought = session.get_one(Import, import_id)
    assert brought.board is not None, "a file is begun with a board"
    reading = Reading.of(brought.reading)
    before = bringing.ideas_brought(brought)  # by a worker that did not get to the end
    with RejectedRows(store.rejected_file_of(brought.uid)) as rejected:
        return import_ideas(
            BroughtFile(store.file_of(brought.uid), brought.name, reading),
            brought.board,
            actor=brought.actor,
            checks=checks_for(reading, statuses_by_name()),
            import_id=import_id,
            are_welcomed=brought.have_agreed,
            on_rejection=rejected.add,
            on_progress=lambda report: _keep_count(import_id, report, before),
        )


def _keep_count(import_id: int, report: Report, before: int) -> None:
    """Not by counting the ideas: that takes ever longer, and is asked after every chunk."""
    with writing():
        brought = session.get_one(Import, import_id)
        _count(brought, report)
        brought.new_rows = before + report.new
        brought.updated_at = now()
        hold_bulk()  # a worker that goes on meets what is known first, and index nothing beside it


def _end(import_id: int, state: ImportState, error: str, report: Report | None = None) -> None:
    with writing():
        brought = session.get_one(Import, import_id)
        if report is not None:
            _count(brought, report)
        brought.state, brought.last_error, brought.ended_at = state, error, now()
        brought.new_rows = bringing.ideas_brought(brought)
    store.forget(brought.uid)


def _count(brought: Import, report: Report) -> None:
    brought.read_rows, brought.rejected_rows = report.read, report.rejected
    brought.changed_rows, brought.unchanged_rows = report.changed, report.unchanged
