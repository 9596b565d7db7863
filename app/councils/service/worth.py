"""What a round was worth to those who took part."""

from __future__ import annotations

from sqlalchemy import update

from app.core.db import insert_new, lock, session
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.i18n import _
from app.councils.models import LEAST_WORTH, MOST_WORTH, Round, Seat, Worth


def rate(of: Round, seat: Seat, score: int) -> None:
    """The last figure of a seat counts. Raises Conflict before the round has closed, Forbidden for
    a seat that does not answer, Invalid off the scale."""
    lock(of)
    if not of.has_closed:
        raise Conflict(_("What a round was worth is asked once it has closed."))
    if not seat.is_in_term or not seat.kind.answers_ballots:
        raise Forbidden(_("Only members of the board answer, for as long as their term lasts."))
    if not LEAST_WORTH <= score <= MOST_WORTH:
        message = _("From %(low)s to %(high)s.", low=LEAST_WORTH, high=MOST_WORTH)
        raise Invalid(message, errors={"score": message})
    row = {"round_id": of.id, "seat_id": seat.id, "score": score}
    session.execute(insert_new(Worth), row)
    theirs = (Worth.round_id == of.id, Worth.seat_id == seat.id)
    session.execute(update(Worth).where(*theirs).values(score=score))
