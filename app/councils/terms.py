"""Terms in days of the portal's calendar, kept as moments: from the beginning of the first day to
the end of the last."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.clock import now
from app.core.settings import portal
from app.councils.models import Seat

ONE_DAY = timedelta(days=1)


def today() -> date:
    return day_of(now())


def day_of(moment: datetime) -> date:
    return moment.astimezone(_zone()).date()


def beginning_of(day: date) -> datetime:
    return datetime.combine(day, time(), _zone())


def end_of(day: date) -> datetime:
    return beginning_of(day + ONE_DAY)


def year_of(year: int) -> tuple[datetime, datetime]:
    """From its first moment to that of the next."""
    return beginning_of(date(year, 1, 1)), beginning_of(date(year + 1, 1, 1))


def last_day(seat: Seat) -> date | None:
    """None where it has no end."""
    return None if seat.ends_at is None else day_of(seat.ends_at - timedelta(microseconds=1))


def moment_of(local: datetime) -> datetime:
    """What a clock of the portal shows, as a moment."""
    return local.replace(tzinfo=_zone())


def clock_of(moment: datetime) -> datetime:
    """What a clock of the portal shows at that moment, without its zone: for forms."""
    return moment.astimezone(_zone()).replace(tzinfo=None)


def _zone() -> ZoneInfo:
    return ZoneInfo(portal().time_zone)
