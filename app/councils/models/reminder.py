"""That somebody was reminded, so that nobody is reminded twice."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.db import Base


class Matter(enum.StrEnum):
    """What people of a council hear of outside it. The words name no council and no content."""

    INVITED = "invited"
    SEAT_TAKEN = "seat_taken"
    SEAT_REFUSED = "seat_refused"
    PROPOSED = "proposed"
    CHARTER = "charter"
    PRE_READ = "pre_read"
    OPENED = "opened"
    CLOSING = "closing"
    LAST_DAY = "last_day"
    CLOSED = "closed"
    MINUTES_DUE = "minutes_due"
    MINUTES = "minutes"
    REVIEW = "review"
    ACTION_DUE = "action_due"
    ACTION_AGED = "action_aged"
    TERM_ENDS = "term_ends"
    A_TERM_ENDS = "a_term_ends"
    REPORTED = "reported"
    MEETING_MOVED = "meeting_moved"
    CALLED_OFF = "called_off"
    REVIEWED = "reviewed"
    SENT_BACK = "sent_back"
    AN_ACTION_AGED = "an_action_aged"


class Reminder(Base):
    """`about` is the round, seat or action, `occasion` the moment that came near: where that is
    moved, people are reminded again."""

    __tablename__ = "council_reminders"
    __table_args__ = (UniqueConstraint("matter", "about", "occasion"),)

    matter: Mapped[Matter]
    about: Mapped[UUID]
    occasion: Mapped[datetime]
