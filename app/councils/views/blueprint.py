from typing import Any

from flask import Blueprint

from app.core import audit
from app.core.db import writing
from app.councils.policy import Standing, refuse_outsiders
from app.councils.queries.find import standing_in
from app.councils.urls import council_url
from app.councils.wording import seat_words
from app.people.gate import find_objects
from app.people.session import reader, signed_in

bp = Blueprint("councils", __name__)
bp.add_app_template_global(council_url)
bp.add_app_template_global(seat_words)


def standing_of_reader(council: str) -> Standing:
    """Raises NotFound where this reader may not know of the council."""
    return standing_in(council, reader=reader())


def standing_inside(council: str) -> Standing:
    """For what happens in the council. Raises NotFound for whoever has no seat. An administrator's
    look without one is kept in the audit log."""
    standing = standing_of_reader(council)
    refuse_outsiders(standing)
    if standing.is_read_by_right_alone:
        with writing():
            audit.record(signed_in(), "council.look", standing.council)
    return standing


def _may_know(council: str, **_values: Any) -> None:
    standing_of_reader(council)


find_objects("council", _may_know)
