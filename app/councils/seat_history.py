"""What became of a seat, as sentences for the hosts of its council."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from app.core.audit import AuditEntry, entries_about
from app.core.i18n import _, format_date
from app.councils.models import Seat, SeatKind, SeatState
from app.councils.wording import seat_words
from app.people.wording import names_of

MOST = 50


class Happened(NamedTuple):
    """`who` is empty where that is whoever holds the seat."""

    who: str
    sentence: str
    at: datetime


def history_of(seat: Seat) -> list[Happened]:
    """The newest first, down to the invitation."""
    entries = entries_about([seat], MOST, actions=list(_SENTENCES))
    who = names_of(entries)
    happened = [
        Happened(
            who.get(entry.actor_id or 0, ""), _SENTENCES[entry.action](entry), entry.created_at
        )
        for entry in entries
    ]
    happened += _beginnings(seat)
    if seat.state is SeatState.WITHDRAWN and seat.ends_at is not None:
        happened.append(Happened("", _("Left the board."), seat.ends_at))
    return sorted(happened, key=lambda each: each.at, reverse=True)


def _beginnings(seat: Seat) -> list[Happened]:
    if seat.kind is SeatKind.HOST:
        return [Happened("", _("Became a host."), seat.created_at)]
    invited = Happened("", _("Was invited."), seat.created_at)
    if seat.answered_at is None:
        return [invited]
    is_refused = seat.state is SeatState.DECLINED
    words = _("Declined the invitation.") if is_refused else _("Took the seat.")
    return [Happened("", words, seat.answered_at), invited]


def _renewed(entry: AuditEntry) -> str:
    before, after = _day(entry.before, "ends_on"), _day(entry.after, "ends_on")
    return _("moved its last day from %(before)s to %(after)s.", before=before, after=after)


def _edited(entry: AuditEntry) -> str:
    """What changed of it, or that something did."""
    parts = []
    if entry.before.get("kind") != entry.after.get("kind"):
        kind = seat_words(SeatKind(entry.after["kind"]))
        parts.append(_("made it that of: %(kind)s.", kind=kind))
    if entry.before.get("starts_on") != entry.after.get("starts_on"):
        before, after = _day(entry.before, "starts_on"), _day(entry.after, "starts_on")
        moved = _("moved its first day from %(before)s to %(after)s.", before=before, after=after)
        parts.append(moved)
    if "conflict_note" in entry.after:
        parts.append(_("wrote down conflicts of interest."))
    return " ".join(parts) or _("changed it.")


def _ended(_entry: AuditEntry) -> str:
    return _("ended it.")


def _day(values: dict[str, str], name: str) -> str:
    given = values.get(name)
    return format_date(date.fromisoformat(given)) if given else _("further notice")


_SENTENCES: dict[str, Callable[[AuditEntry], str]] = {
    "council.renew": _renewed,
    "council.edit_seat": _edited,
    "council.end_seat": _ended,
}
