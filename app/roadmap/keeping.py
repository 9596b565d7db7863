"""When a promise is kept. The one place that decides it.

A date lasts until the end of its day in the portal's time zone; a month or a quarter lasts until
the end of its last day. Whoever ships by then kept the promise; a day later it is broken, one day
late. A promise whose date passes while work goes on is not broken yet: it reads “was due”, and is
broken once it ships, or is set aside, after its date. One set aside in time is withdrawn.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.core.settings import portal
from app.roadmap.models import Outcome, Precision

MONTHS_OF_A_QUARTER = 3


def last_day(day: date, precision: Precision) -> date:
    """The last day of what was promised: of the day's month, of its quarter, or the day."""
    if precision is Precision.DAY:
        return day
    month = day.month
    if precision is Precision.QUARTER:
        month = -(-month // MONTHS_OF_A_QUARTER) * MONTHS_OF_A_QUARTER
    return date(day.year, month, monthrange(day.year, month)[1])


def days_late(due_on: date, moment: datetime) -> int:
    """Whole days of the portal's calendar after `due_on`; 0 while the promise holds."""
    return max(0, (portal_day(moment) - due_on).days)


def outcome_when_shipped(due_on: date, moment: datetime) -> Outcome:
    return Outcome.BROKEN if days_late(due_on, moment) else Outcome.KEPT


def outcome_when_set_aside(due_on: date, moment: datetime) -> Outcome:
    return Outcome.BROKEN if days_late(due_on, moment) else Outcome.WITHDRAWN


def portal_day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(portal().time_zone)).date()
