"""Which news comes by mail at once, which with the next mail of the day, which not by mail."""

from __future__ import annotations

import enum
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.ideas.models import Phase
from app.telling.models import Because, Update, UpdateKind

MORNING = 8
DAYS_OF_A_WEEK = 7


class Pace(enum.StrEnum):
    """SOON waits for the mail of the day or the week, as the person chose."""

    NOW = "now"
    SOON = "soon"
    NONE = "none"


class Paces(NamedTuple):
    """How one kind of news reaches whoever asked (the customer an employee asked for included),
    everyone else who wants it, and the employee who asked for a customer."""

    asker: Pace
    others: Pace
    proxy: Pace

    def of(self, because: Because) -> Pace:
        if because in (Because.SUBMITTER, Because.REPRESENTED, Because.WRITER):
            return self.asker
        return self.proxy if because is Because.PROXY else self.others


EVERYONE_NOW = Paces(Pace.NOW, Pace.NOW, Pace.NOW)
OTHERS_LATER = Paces(Pace.NOW, Pace.SOON, Pace.NOW)
NOT_THE_OTHERS = Paces(Pace.NOW, Pace.NONE, Pace.NOW)

PACES_OF_PHASE = {
    Phase.NEW: OTHERS_LATER,
    Phase.REVIEWING: OTHERS_LATER,
    Phase.NEEDS_INFORMATION: NOT_THE_OTHERS,
    Phase.PLANNED: EVERYONE_NOW,
    Phase.IN_PROGRESS: OTHERS_LATER,
    Phase.SHIPPED: EVERYONE_NOW,
    Phase.ANSWERED: EVERYONE_NOW,
    Phase.DECLINED: EVERYONE_NOW,
}
PACES_OF_KIND = {
    UpdateKind.RECEIVED: NOT_THE_OTHERS,
    UpdateKind.ACCEPTED: NOT_THE_OTHERS,
    UpdateKind.TURNED_DOWN: NOT_THE_OTHERS,
    UpdateKind.REPRESENTED: NOT_THE_OTHERS,
    UpdateKind.ANSWER: OTHERS_LATER,
    UpdateKind.DIRECT: NOT_THE_OTHERS,
    UpdateKind.MERGED: NOT_THE_OTHERS,
    UpdateKind.DATE_MOVED: Paces(Pace.SOON, Pace.SOON, Pace.NOW),
    UpdateKind.ENTRY: OTHERS_LATER,
    UpdateKind.ASK_BACK: NOT_THE_OTHERS,
    UpdateKind.COUNCIL: EVERYONE_NOW,
}
# News for those who put an idea down, and nobody else.
FOR_ASKERS = (
    UpdateKind.DIRECT,
    UpdateKind.ASK_BACK,
    UpdateKind.ACCEPTED,
    UpdateKind.TURNED_DOWN,
)


def paces_of(update: Update) -> Paces:
    """How people hear of `update` by mail."""
    if update.kind is UpdateKind.STATUS:
        return PACES_OF_PHASE[Phase(update.facts["phase"])]
    return PACES_OF_KIND[update.kind]


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
