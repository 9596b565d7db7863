"""Rounds: what a council judges, when, and from what."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import Base
from app.councils.models.council import Confidentiality, Council, Existence
from app.ideas.models import Idea
from app.improvements.models import Improvement
from app.people.models import KEEP


class RoundKind(enum.StrEnum):
    """A meeting with what it is about, a ballot everybody answers in their own time, a test of
    something that is not out yet."""

    MEETING = "meeting"
    BALLOT = "ballot"
    TEST = "test"


class Stage(enum.StrEnum):
    """DRAFT is seen by hosts alone. OPEN takes answers. CLOSED shows what came of them. HELD is
    a meeting nobody was asked to judge anything for."""

    DRAFT = "draft"
    PRE_READ = "pre_read"
    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"
    REPORTED = "reported"


class CountsBy(enum.StrEnum):
    """Whose voice counts once."""

    ORGANISATION = "organisation"
    PERSON = "person"


class ItemKind(enum.StrEnum):
    UPDATE = "update"
    DISCUSSION = "discussion"
    DECISION = "decision"
    ACTION_REVIEW = "action_review"


class Round(Base):
    """Its stage follows from moments alone, so that it closes by the clock and by nothing else.
    Without `criteria` of its own it asks for importance and satisfaction. What its council lets out
    later than it ran is not let out of it: `kept_existence` and `kept_confidentiality` are the
    strictest that held since, once a wider one followed."""

    __tablename__ = "council_rounds"
    __table_args__ = (
        UniqueConstraint("council_id", "number"),
        CheckConstraint("quorum BETWEEN 1 AND 200", name="quorum"),
        CheckConstraint("opened_at IS NULL OR closes_at IS NOT NULL", name="open_round_closes"),
    )

    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(info=KEEP)
    question: Mapped[str] = mapped_column(default="", info=KEEP)
    kind: Mapped[RoundKind] = mapped_column(default=RoundKind.BALLOT)
    counts_by: Mapped[CountsBy] = mapped_column(default=CountsBy.ORGANISATION)
    quorum: Mapped[int] = mapped_column(default=1)
    meets_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(default="", info=KEEP)
    pre_read_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    kept_existence: Mapped[Existence | None]
    kept_confidentiality: Mapped[Confidentiality | None]
    version: Mapped[int] = mapped_column(default=1)

    council: Mapped[Council] = relationship()
    criteria: Mapped[list[Criterion]] = relationship(
        order_by="Criterion.position", cascade="all, delete-orphan"
    )

    @property
    def stage(self) -> Stage:
        if self.reported_at is not None:
            return Stage.REPORTED
        if self.opened_at is not None and self.closes_at is not None:
            return Stage.CLOSED if self.closes_at <= now() else Stage.OPEN
        if self.pre_read_at is None:
            return Stage.DRAFT
        return Stage.HELD if self.has_met else Stage.PRE_READ

    @property
    def has_closed(self) -> bool:
        """Whether it took answers and takes no more."""
        return self.was_opened and self.stage in (Stage.CLOSED, Stage.REPORTED)

    @property
    def is_over(self) -> bool:
        """Whether nobody is to answer any more: it closed, or met without a ballot."""
        return self.has_closed or (self.has_met and not self.was_opened)

    @property
    def over_at(self) -> datetime | None:
        """When it is, or was, over."""
        return self.closes_at if self.was_opened else self.meets_at

    @property
    def was_opened(self) -> bool:
        return self.opened_at is not None

    @property
    def confidentiality(self) -> Confidentiality:
        """What may leave it."""
        return self.council.confidentiality.or_stricter(self.kept_confidentiality)

    @property
    def names_members(self) -> bool:
        """Whether its minutes may say who said something, and who was there."""
        return self.confidentiality is Confidentiality.SHARED

    @property
    def has_met(self) -> bool:
        return self.meets_at is not None and self.called_off_at is None and self.meets_at <= now()

    @property
    def is_to_meet(self) -> bool:
        return self.meets_at is not None and self.called_off_at is None and self.meets_at > now()

    @property
    def is_settled(self) -> bool:
        """Whether what it was about stays as it was: members met, or nothing comes any more."""
        if self.reported_at is not None:
            return True
        return (self.has_met or self.has_closed) and not (
            self.is_to_meet or self.stage is Stage.DRAFT
        )

    @property
    def has_ended(self) -> bool:
        """Whether there is anything to take down."""
        return self.has_closed or self.has_met


class Criterion(Base):
    """What is scored from 1 to 10 in place of importance (position 0) and satisfaction (1), and
    what the ends of its scale mean."""

    __tablename__ = "council_criteria"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("position BETWEEN 0 AND 1", name="position"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(info=KEEP)
    low: Mapped[str] = mapped_column(default="", info=KEEP)
    high: Mapped[str] = mapped_column(default="", info=KEEP)


class AgendaItem(Base):
    """`minutes` is how long it is to take; `speaker` who speaks, as the host wrote it; `notes` what
    was said, for the minutes."""

    __tablename__ = "council_agenda_items"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(info=KEEP)
    kind: Mapped[ItemKind] = mapped_column(default=ItemKind.DISCUSSION)
    minutes: Mapped[int] = mapped_column(default=15)
    speaker: Mapped[str] = mapped_column(default="", info=KEEP)
    question: Mapped[str] = mapped_column(default="", info=KEEP)
    notes: Mapped[str] = mapped_column(default="", server_default="", info=KEEP)
    notes_html: Mapped[str] = mapped_column(default="", server_default="", info=KEEP)


class Candidate(Base):
    """What is judged: an idea, an improvement, or a proposal of the hosts' own. Words and counts
    are those of the moment the round opened, whatever becomes of their source."""

    __tablename__ = "council_candidates"
    __table_args__ = (
        UniqueConstraint("round_id", "idea_id"),
        UniqueConstraint("round_id", "improvement_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), index=True)
    improvement_id: Mapped[int | None] = mapped_column(ForeignKey("improvements.id"), index=True)
    title: Mapped[str] = mapped_column(info=KEEP)
    body: Mapped[str] = mapped_column(default="", info=KEEP)
    body_html: Mapped[str] = mapped_column(default="", info=KEEP)
    people: Mapped[int] = mapped_column(default=0)
    organisations: Mapped[int] = mapped_column(default=0)

    idea: Mapped[Idea | None] = relationship()
    improvement: Mapped[Improvement | None] = relationship()

    @property
    def was_asked_for(self) -> bool:
        """Whether customers at large could ask for it."""
        return self.idea_id is not None or self.improvement_id is not None
