"""Going into a council: who may, what they owe first, and whose look is kept."""

from __future__ import annotations

from app.core import audit
from app.core.db import writing
from app.core.errors import StepNeeded
from app.core.i18n import _
from app.councils.models import Council
from app.councils.policy import Standing, refuse_outsiders
from app.councils.queries.charters import owes_acceptance
from app.councils.queries.find import standing_in
from app.councils.urls import council_url
from app.people.models import User


def enter(slug: str, *, reader: User, needs_charter: bool = True) -> Standing:
    """For what happens in the council. Raises NotFound for whoever has no seat, and StepNeeded for
    a member who has yet to accept the charter that holds. Who enters says whose look it is, by
    `keep_look`."""
    standing = standing_in(slug, reader=reader)
    refuse_outsiders(standing)
    if needs_charter and not standing.is_host:
        _refuse_without_charter(standing.council, standing)
    return standing


def keep_look(standing: Standing, *, reader: User) -> None:
    """An administrator's look without a seat is kept in the audit log, in a unit of its own."""
    if standing.is_read_by_right_alone:
        with writing():
            audit.record(reader, "council.look", standing.council)


def _refuse_without_charter(council: Council, standing: Standing) -> None:
    if standing.seat is not None and owes_acceptance(council, standing.seat):
        message = _("First read what the members of this board agreed on.")
        raise StepNeeded(message, path=council_url(council, "charter"))
