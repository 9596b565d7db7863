from typing import Any

from flask import Blueprint, g

from app.core.errors import Forbidden
from app.core.i18n import _
from app.councils.models import Council, Seat
from app.councils.policy import Standing, refuse_others_than_hosts
from app.councils.queries.find import standing_in
from app.councils.service.entering import enter, keep_look
from app.councils.terms import first_day, last_day
from app.councils.urls import council_url
from app.councils.wording import (
    adoption_words,
    advice_words,
    advised_words,
    came_of_words,
    file_words,
    finding_words,
    item_words,
    minutes_words,
    place_parts,
    quotable_words,
    score,
    seat_words,
    stage_words,
    state_words,
    text_words,
    why_words,
)
from app.people.gate import find_objects
from app.people.session import reader, signed_in

bp = Blueprint("councils", __name__)
for helper in (council_url, item_words, quotable_words, score, seat_words, stage_words):
    bp.add_app_template_global(helper)
for wording in (adoption_words, advice_words, advised_words, came_of_words):
    bp.add_app_template_global(wording)
for words in (file_words, finding_words, minutes_words, place_parts, text_words, why_words):
    bp.add_app_template_global(words)
bp.add_app_template_global(state_words, "seat_state")
bp.add_app_template_global(first_day, "first_day_of_seat")
bp.add_app_template_global(last_day, "last_day_of_seat")


def standing_of_reader(council: str) -> Standing:
    """Raises NotFound where this reader may not know of the council."""
    return standing_in(council, reader=reader())


def standing_inside(council: str, *, needs_charter: bool = True) -> Standing:
    """As `enter`, which says what it raises."""
    standing = enter(council, reader=signed_in(), needs_charter=needs_charter)
    _keep_look(standing)
    return standing


def seat_held(standing: Standing) -> Seat:
    """Raises Forbidden for whoever has none whose term runs."""
    if standing.seat is None or not standing.is_seated:
        raise Forbidden(_("You have no seat in this board."))
    return standing.seat


def hosted(council: str) -> Council:
    """Raises Forbidden for whoever knows of it and does not host it."""
    standing = standing_of_reader(council)
    refuse_others_than_hosts(standing)
    _keep_look(standing)
    return standing.council


def _keep_look(standing: Standing) -> None:
    """Once for each request, however often it asks."""
    looked_into: set[int] = g.setdefault("looked_into", set())
    if standing.council.id not in looked_into:
        looked_into.add(standing.council.id)
        keep_look(standing, reader=signed_in())


def _may_know(council: str, **_values: Any) -> None:
    standing_of_reader(council)


find_objects("council", _may_know)
