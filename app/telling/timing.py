"""Which news comes by mail at once, which with the next mail of the day, which not by mail."""

from __future__ import annotations

import enum
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.ideas.models import Phase
from app.telling.models import Update, UpdateKind

MORNING = 8
DAYS_OF_A_WEEK = 7


class Pace(enum.StrEnum):
    """SOON waits for the mail of the day or the week, as the person chose."""

    NOW = "now"
    SOON = "soon"
    NONE = "none"


# The submitter hears of everything at once; this is for everyone else.
PACE_OF_PHASE = {
    Phase.NEW: Pace.SOON,
    Phase.REVIEWING: Pace.SOON,
    Phase.NEEDS_INFORMATION: Pace.NONE,
    Phase.PLANNED: Pace.NOW,
    Phase.IN_PROGRESS: Pace.SOON,
    Phase.SHIPPED: Pace.NOW,
    Phase.ANSWERED: Pace.NOW,
    Phase.DECLINED: Pace.NOW,
}


def pace_of(update: Update) -> Pace:
    """How voters and followers hear of `update` by mail."""
    if update.kind is UpdateKind.STATUS:
        return PACE_OF_PHASE[Phase(update.facts["phase"])]
    return Pace.SOON if update.kind is UpdateKind.ANSWER else Pace.NOW


def next_morning(moment: datetime, *, zone: str) -> datetime:
    """The next 08:00 in `zone`, the portal's: one moment for everyone keeps the fan-out a single
    statement, and the people of one portal mostly share a working day."""
    local = moment.astimezone(ZoneInfo(zone))
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if morning <= local:
        morning += timedelta(days=1)
    return morning.astimezone(UTC)


def next_monday_morning(moment: datetime, *, zone: str) -> datetime:
    """The next Monday, 08:00 in `zone`."""
    morning = next_morning(moment, zone=zone).astimezone(ZoneInfo(zone))
    return (morning + timedelta(days=-morning.weekday() % DAYS_OF_A_WEEK)).astimezone(UTC)
