"""Work of councils outside the request: reminding people of what comes near."""

from __future__ import annotations

from app.core.db import session, writing
from app.core.jobs import job
from app.councils.queries.due import Due, everything_due
from app.councils.queries.find import are_there_any
from app.councils.service.reminding import remind


@job
def remind_councils() -> None:
    """Each reminder in a unit of its own: one that fails keeps no other from being told."""
    if not are_there_any():
        return
    due = everything_due()
    session.rollback()
    for each in due:
        _remind(each)


def _remind(due: Due) -> None:
    with writing():
        remind(due.matter, due.council, due.about, due.occasion, due.people)
