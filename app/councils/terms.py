"""Terms in days of the portal's calendar, kept as moments: from the beginning of the first day to
the end of the last."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.clock import now
from app.core.errors import Invalid
from app.core.i18n import _
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


def first_day(seat: Seat) -> date:
    return day_of(seat.starts_at)


def last_day(seat: Seat) -> date | None:
    """None where it has no end."""
    return None if seat.ends_at is None else day_of(seat.ends_at - timedelta(microseconds=1))


def moment_of(local: datetime) -> datetime:
    """What a clock of the portal shows, as a moment; of an hour that comes twice, the first. Raises
    Invalid for one that clocks leave out."""
    moment = local.replace(tzinfo=_zone())
    if clock_of(moment.astimezone(UTC)) != local:
        raise Invalid(_("Clocks go forward that day and leave this hour out. Give another one."))
    return moment


def comes_twice(local: datetime) -> bool:
    """Whether clocks go back over it."""
    first, again = (local.replace(tzinfo=_zone(), fold=fold) for fold in (0, 1))
    return first.utcoffset() != again.utcoffset()


def zone_name() -> str:
    """As in Amsterdam: what the portal's clock goes by."""
    return portal().time_zone.rpartition("/")[2].replace("_", " ")


def clock_of(moment: datetime) -> datetime:
    """What a clock of the portal shows at that moment, without its zone: for forms."""
    return moment.astimezone(_zone()).replace(tzinfo=None)


def _zone() -> ZoneInfo:
    return ZoneInfo(portal().time_zone)
