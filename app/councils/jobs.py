"""Work of councils outside the request: reminding people of what comes near, and taking away files
that no paper is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.core.clock import now
from app.core.db import session, writing
from app.core.jobs import hourly, job
from app.councils.files.store import files
from app.councils.queries.due import Due, everything_due
from app.councils.queries.find import are_there_any
from app.councils.queries.papers import named_by_papers
from app.councils.service.reminding import remind

KEPT_FOR = timedelta(days=1)


@hourly
def sweep_papers() -> None:
    """Of papers that were taken out, or refused once their file was kept."""
    moment = now()
    files.sweep(moment - KEPT_FOR, _named)


@job
def remind_councils() -> None:
    """Each reminder in a unit of its own: one that fails keeps no other from being told."""
    if not are_there_any():
        return
    due = everything_due()
    session.rollback()
    for each in due:
        _remind(each)


def _named(digests: Sequence[str]) -> set[str]:
    session.rollback()
    return named_by_papers(digests)


def _remind(due: Due) -> None:
    with writing():
        remind(due.matter, due.council, due.about, due.occasion, due.people)
