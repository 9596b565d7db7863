"""Findings: what members write down while they test something, until the round closes."""

from __future__ import annotations

from app.core.db import lock, session
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.i18n import _
from app.core.text import block
from app.councils.models import Finding, FindingKind, Round, RoundKind, Seat, Stage

LONGEST = 5000


def report(of: Round, seat: Seat, kind: FindingKind, words: str) -> Finding:
    """Raises Conflict where nothing is tested or the round is not open, Forbidden for a seat that
    does not answer, Invalid where nothing is said."""
    lock(of)
    if of.kind is not RoundKind.TEST or of.stage is not Stage.OPEN:
        raise Conflict(_("Nothing is tested here right now. Your words stand below."))
    if not seat.is_in_term or not seat.kind.answers_ballots:
        raise Forbidden(_("Only members of the board answer, for as long as their term lasts."))
    body = block(words)
    if not body or len(body) > LONGEST:
        message = _("Say in up to %(num)s letters what you found.", num=LONGEST)
        raise Invalid(message, errors={"body": message})
    found = Finding(round_id=of.id, seat_id=seat.id, kind=kind, body=body)
    session.add(found)
    session.flush()
    return found
