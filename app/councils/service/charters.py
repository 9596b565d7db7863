"""Charters: put before the members in versions, and accepted by typing one's name."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import audit
from app.core.db import insert_new, lock, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.markup import LONGEST, render
from app.core.text import block, one_line
from app.councils.models import Acceptance, Charter, Council, Matter, Seat, SeatKind
from app.councils.queries.charters import current_charter
from app.councils.queries.seats import seated
from app.councils.service.reminding import remind
from app.people.models import User

LONGEST_REFERENCE = 200
LONGEST_NAME = 200


@dataclass(frozen=True)
class Text:
    """A charter ready to be kept; rendered before a unit of change begins."""

    body: str
    body_html: str
    nda_reference: str


def text(body: str, nda_reference: str = "") -> Text:
    """Raises Invalid for nothing, or too much."""
    written, reference = block(body), one_line(nda_reference)
    errors = {}
    if not written:
        errors["body"] = _("Write what members agree on.")
    elif len(written) > LONGEST:
        errors["body"] = _("Up to %(num)s letters are read.", num=LONGEST)
    if len(reference) > LONGEST_REFERENCE:
        errors["nda_reference"] = _("Up to %(num)s letters are read.", num=LONGEST_REFERENCE)
    if errors:
        raise Invalid(_("This charter is not put before anybody yet."), errors=errors)
    return Text(written, render(written), reference)


def approve(council: Council, written: Text, *, seen: int, actor: User) -> Charter:
    """The next version; what happens in the council opens again to whoever accepts it. `seen` is
    the number of the one the actor read, 0 for none. Raises Conflict where another holds by now."""
    lock(council)
    before = current_charter(council)
    number = before.number if before else 0
    if number != seen:
        raise Conflict(_("Someone put another version before the members. Read it first."))
    charter = Charter(council_id=council.id, number=number + 1, approved_by_id=actor.id)
    charter.body, charter.body_html = written.body, written.body_html
    charter.nda_reference = written.nda_reference
    session.add(charter)
    session.flush()
    audit.record(actor, "council.charter", council, after={"version": charter.number})
    asked = [seat.user for seat in seated(council) if seat.kind is not SeatKind.HOST]
    remind(Matter.CHARTER, council, charter.uid, charter.created_at, asked)
    return charter


def accept(council: Council, seat: Seat, *, number: int, typed_name: str) -> None:
    """By whoever holds the seat. The key makes of two presses one. Raises Conflict where another
    version holds by now, Invalid where no name was typed, or another one than theirs."""
    lock(council)
    charter = current_charter(council)
    if charter is None or charter.number != number:
        raise Conflict(_("Another version of the charter holds by now. Read it, then accept it."))
    name = one_line(typed_name)[:LONGEST_NAME]
    if name.casefold() != one_line(seat.user.name).casefold():
        message = _("Type your name as it stands here: %(name)s.", name=seat.user.name)
        raise Invalid(message, errors={"typed_name": message})
    made = insert_new(Acceptance)
    session.execute(made, {"charter_id": charter.id, "seat_id": seat.id, "typed_name": name})
