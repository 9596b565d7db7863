"""Working days. Weekends do not count; public holidays come with the calendar of a later day."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def working_days_after(moment: datetime, days: int, *, zone: str) -> datetime:
    """The same time of day, `days` working days later as counted in `zone`, in UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    left = days
    while left > 0 or local.weekday() >= SATURDAY:
        local += timedelta(days=1)
        if local.weekday() < SATURDAY:
            left -= 1
    return local.astimezone(UTC)


def working_days_between(start: datetime, end: datetime, *, zone: str) -> float:
    """Days from `start` to `end` without the hours of Saturdays and Sundays in `zone`; 0 when
    `end` is not later."""
    local, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    days = 0.0
    while local < last:
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
        if local.weekday() < SATURDAY:
            days += (min(midnight, last) - local) / timedelta(days=1)
        local = midnight
    return days
