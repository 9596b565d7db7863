"""Larch works Monday to Friday, 8:00 to 16:00 UTC."""

from datetime import datetime, time, timedelta
from random import Random

OPENS = time(8)
HOURS_A_DAY = 8


def after_working_days(start: datetime, days: float) -> datetime:
    """The moment this many working days of office time after the start."""
    moment = next_open(start)
    left = timedelta(hours=days * HOURS_A_DAY)
    while left > closing(moment) - moment:
        left -= closing(moment) - moment
        moment = next_open(closing(moment))
    return moment + left


def next_open(moment: datetime) -> datetime:
    """The moment itself if the office is open, else when it next opens."""
    opening = datetime.combine(moment, OPENS, moment.tzinfo)
    if moment >= closing(moment):
        opening += timedelta(days=1)
    while opening.weekday() > 4:
        opening = datetime.combine(opening + timedelta(days=1), OPENS, moment.tzinfo)
    return max(moment, opening)


def when_staff_act(rng: Random, moment: datetime) -> datetime:
    """The moment itself if the office is open, else some time in the next working day."""
    opening = next_open(moment)
    if opening == moment:
        return moment
    return opening + timedelta(minutes=rng.randrange(5, 60 * HOURS_A_DAY - 5))


def by_day(moment: datetime) -> datetime:
    """Customers sleep: what falls between midnight and six is moved to the morning."""
    return moment + timedelta(hours=6) if moment.hour < 6 else moment


def closing(moment: datetime) -> datetime:
    return datetime.combine(moment, OPENS, moment.tzinfo) + timedelta(hours=HOURS_A_DAY)
