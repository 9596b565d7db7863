"""The statuses of this portal and how they read."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sqlalchemy import select

from app.core.db import session
from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.models import Phase, Status


class StatusFace(NamedTuple):
    """A status as lists offer it: they are asked for at every request."""

    id: int
    key: str
    phase: Phase
    wording: str


class Worded(Protocol):
    @property
    def phase(self) -> Phase: ...
    @property
    def wording(self) -> str: ...


_IN_ORDER = select(Status).order_by(Status.position, Status.id)
_FACES = _IN_ORDER.with_only_columns(Status.id, Status.key, Status.phase, Status.wording)


def all_statuses() -> list[Status]:
    return list(session.scalars(_IN_ORDER))


def status_faces() -> list[StatusFace]:
    return [StatusFace(*row) for row in session.execute(_FACES)]


def first_status(phase: Phase) -> Status:
    """The first status of a phase; every phase has one from the first migration on."""
    in_phase = select(Status).where(Status.phase == phase).order_by(Status.position, Status.id)
    return session.scalars(in_phase.limit(1)).one()


def status_named(key: str) -> Status:
    """A status by its key, or the first of the phase called so. Raises Invalid."""
    statuses = all_statuses()
    for status in statuses:
        if status.key == key:
            return status
    for status in statuses:
        if status.phase == key:
            return status
    message = _("There is no status called “%(key)s”.", key=key)
    raise Invalid(message, errors={"status": message})


def wording(status: Worded) -> str:
    """What people read for a status."""
    return status.wording or wording_of_phase(status.phase)


def wording_of_phase(phase: Phase) -> str:
    match phase:
        case Phase.NEW:
            return _("New")
        case Phase.REVIEWING:
            return _("Under review")
        case Phase.NEEDS_INFORMATION:
            return _("Needs your input")
        case Phase.PLANNED:
            return _("Planned")
        case Phase.IN_PROGRESS:
            return _("In progress")
        case Phase.SHIPPED:
            return _("Shipped")
        case Phase.ANSWERED:
            return _("Already possible")
        case Phase.DECLINED:
            return _("Not planned")
