"""A round's meeting as calendars read it (RFC 5545, RFC 5546): the same event whenever it is
fetched again, newer each time it changed, and taken out once it is called off.

Moments are in UTC, so every calendar shows them right in its own zone, whatever its clocks do.
Titles and proposals are left out: a calendar is read by more people than the board.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from app.core.clock import now
from app.core.i18n import _
from app.councils.models import AgendaItem, Round

PRODUCT = "-//Heed//Advisory boards//EN"
LASTS = timedelta(hours=1)  # without an agenda


def invitation(of: Round, agenda: Sequence[AgendaItem], *, url: str) -> bytes:
    """The file for a round that meets. `url` is the page of the round."""
    assert of.meets_at is not None
    is_off = of.called_off_at is not None
    calendar, event = Calendar(), Event()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    event.add("uid", f"{of.uid}@{urlsplit(url).hostname}")
    event.add("sequence", of.version)
    event.add("dtstamp", now())
    event.add("dtstart", of.meets_at)
    event.add("dtend", of.meets_at + (_length(agenda) or LASTS))
    event.add("summary", _("Advisory board: round %(number)s", number=of.number))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("url", url)
    if of.place:
        event.add("location", of.place)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _length(agenda: Sequence[AgendaItem]) -> timedelta:
    return timedelta(minutes=sum(item.minutes for item in agenda))
