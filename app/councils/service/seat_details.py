"""What there is to a seat beside its last day: as what, from when, and conflicts of interest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core import audit
from app.core.db import lock, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.text import block
from app.councils.models import Council, Seat, SeatKind
from app.councils.service.access import let_in
from app.councils.service.seats import (
    LONGEST_NOTE,
    first_moment,
    misfit,
    refuse_changed,
    take_up,
)
from app.councils.terms import first_day, last_day, today
from app.people.models import User


@dataclass(frozen=True)
class Details:
    kind: SeatKind
    starts_on: date
    conflict_note: str = ""


def change(seat: Seat, council: Council, wanted: Details, *, version: int, actor: User) -> None:
    """By a host. Raises Conflict as `take_up` does, Invalid naming the field."""
    take_up(seat, council, version)
    _refuse_impossible(seat, wanted)
    before, note = _shown(seat), block(wanted.conflict_note)[:LONGEST_NOTE]
    is_noted_anew = note != seat.conflict_note
    if wanted.starts_on != first_day(seat):
        seat.starts_at = first_moment(council, seat.user, wanted.starts_on)
    seat.kind, seat.conflict_note, seat.version = wanted.kind, note, seat.version + 1
    let_in(seat, council)
    after = _shown(seat)
    if is_noted_anew:
        after["conflict_note"] = "changed"  # what it says is for hosts alone
    audit.record(actor, "council.edit_seat", seat, before=before, after=after)


def note_conflict(seat: Seat, words: str, *, version: int) -> None:
    """By whoever holds the seat. Raises Conflict for one that is over or was changed since."""
    lock(seat)
    if not seat.is_in_term:
        raise Conflict(_("This seat is held no longer."))
    refuse_changed(seat, version)
    seat.conflict_note, seat.version = block(words)[:LONGEST_NOTE], seat.version + 1
    session.flush()


def _refuse_impossible(seat: Seat, wanted: Details) -> None:
    errors, last = {}, last_day(seat)
    message = misfit(wanted.kind, seat.user)
    if message:
        errors["kind"] = message
    if seat.is_in_term and wanted.starts_on > today():
        errors["starts_on"] = _("This term has begun. Give today or an earlier day.")
    elif last is not None and wanted.starts_on > last:
        errors["starts_on"] = _("A term begins before it ends. Give an earlier day.")
    elif wanted.starts_on.year < today().year - 1 and wanted.starts_on != first_day(seat):
        errors["starts_on"] = _("That was long ago. Give a later day.")
    if errors:
        raise Invalid(_("Nothing was saved."), errors=errors)


def _shown(seat: Seat) -> dict[str, str]:
    return {"kind": seat.kind.value, "starts_on": first_day(seat).isoformat()}
