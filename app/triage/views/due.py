"""The clock of the first answer, in words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from app.core.clock import now
from app.core.i18n import _, format_datetime
from app.core.web.language import time_zone

A_WEEK = 6  # days ahead that a weekday names without doubt


class Promised(Protocol):
    """An idea, or what a list holds of one."""

    @property
    def answer_due_at(self) -> datetime | None: ...

    @property
    def first_answered_at(self) -> datetime | None: ...


class Due(NamedTuple):
    """`mark` is the class of its badge: late, soon or none."""

    words: str
    mark: str


def due_of(idea: Promised) -> Due | None:
    """When the first answer is or was promised; none once it was given. Always a time, never a
    countdown: a page may be read long after it was drawn."""
    due = idea.answer_due_at
    if due is None or idea.first_answered_at is not None:
        return None
    moment, days = _as_read(due)
    if due < now():
        return Due(_("was due %(moment)s", moment=moment), "late")
    if days == 0:
        return Due(_("by %(time)s today", time=format_datetime(due, "HH:mm")), "soon")
    return Due(_("by %(moment)s", moment=moment), "")


def short(moment: datetime) -> str:
    """When something was asked, as a row says it: “Fri 16:12”, “19 Nov”."""
    is_near = _days_ahead(moment) >= -A_WEEK
    return format_datetime(moment, _("EEE HH:mm") if is_near else _("d MMM"))


def _as_read(moment: datetime) -> tuple[str, int]:
    """The moment in few words, and how many days of the reader's calendar it lies ahead."""
    days = _days_ahead(moment)
    is_near = abs(days) <= A_WEEK
    return format_datetime(moment, _("EEE HH:mm") if is_near else _("d MMM, HH:mm")), days


def _days_ahead(moment: datetime) -> int:
    zone = ZoneInfo(time_zone())
    return (moment.astimezone(zone).date() - now().astimezone(zone).date()).days
