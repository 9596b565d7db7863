"""The statuses of this portal and how they read."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session
from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.models import Phase, Status


def all_statuses() -> list[Status]:
    return list(session.scalars(select(Status).order_by(Status.position, Status.id)))


def first_status(phase: Phase) -> Status:
    """The first status of a phase; every phase has one from the first migration on."""
    in_phase = select(Status).where(Status.phase == phase).order_by(Status.position, Status.id)
    return session.scalars(in_phase.limit(1)).one()


def status_named(key: str) -> Status:
    """A status by its key, or the first of the phase called so. Raises Invalid."""
    found = session.scalar(select(Status).where(Status.key == key))
    if found is not None:
        return found
    if key in list(Phase):
        return first_status(Phase(key))
    message = _("There is no status called “%(key)s”.", key=key)
    raise Invalid(message, errors={"status": message})


def wording(status: Status) -> str:
    """What people read for a status."""
    return status.wording or wording_of_phase(status.phase)


def wording_of_phase(phase: Phase) -> str:
    return {
        Phase.NEW: _("New"),
        Phase.REVIEWING: _("Under review"),
        Phase.NEEDS_INFORMATION: _("Needs your input"),
        Phase.PLANNED: _("Planned"),
        Phase.IN_PROGRESS: _("In progress"),
        Phase.SHIPPED: _("Shipped"),
        Phase.ANSWERED: _("Already possible"),
        Phase.DECLINED: _("Not planned"),
    }[phase]
