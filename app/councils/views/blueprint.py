from typing import Any

from flask import Blueprint

from app.core import audit
from app.core.db import writing
from app.core.errors import StepNeeded
from app.core.i18n import _
from app.councils.models import Council
from app.councils.policy import Standing, refuse_others_than_hosts, refuse_outsiders
from app.councils.queries.charters import owes_acceptance
from app.councils.queries.find import standing_in
from app.councils.terms import last_day
from app.councils.urls import council_url
from app.councils.wording import (
    adoption_words,
    advice_words,
    item_words,
    minutes_words,
    score,
    seat_words,
    stage_words,
    state_words,
)
from app.people.gate import find_objects
from app.people.session import reader, signed_in

bp = Blueprint("councils", __name__)
for helper in (council_url, item_words, score, seat_words, stage_words):
    bp.add_app_template_global(helper)
for wording in (adoption_words, advice_words, minutes_words):
    bp.add_app_template_global(wording)
bp.add_app_template_global(state_words, "seat_state")
bp.add_app_template_global(last_day, "last_day_of_seat")


def standing_of_reader(council: str) -> Standing:
    """Raises NotFound where this reader may not know of the council."""
    return standing_in(council, reader=reader())


def standing_inside(council: str, *, needs_charter: bool = True) -> Standing:
    """For what happens in the council. Raises NotFound for whoever has no seat, and StepNeeded for
    a member who has yet to accept the charter that holds. An administrator's look without a seat is
    kept in the audit log."""
    standing = standing_of_reader(council)
    refuse_outsiders(standing)
    if standing.is_read_by_right_alone:
        with writing():
            audit.record(signed_in(), "council.look", standing.council)
    elif needs_charter and not standing.is_host:
        _refuse_without_charter(standing)
    return standing


def hosted(council: str) -> Council:
    """Raises Forbidden for whoever knows of it and does not host it."""
    standing = standing_of_reader(council)
    refuse_others_than_hosts(standing)
    return standing.council


def _refuse_without_charter(standing: Standing) -> None:
    council, seat = standing.council, standing.seat
    if seat is not None and owes_acceptance(council, seat):
        message = _("First read what the members of this board agreed on.")
        raise StepNeeded(message, path=council_url(council, "charter"))


def _may_know(council: str, **_values: Any) -> None:
    standing_of_reader(council)


find_objects("council", _may_know)
