"""What ideas are promoted into, what stands behind it, and what was decided about it."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.text import slug
from app.ideas.models import Idea, Phase
from app.journey.metrics import Metric
from app.journey.models import Element, Stage, Touchpoint
from app.people.models import KEEP, User
from app.votes.models import Importance


class Horizon(enum.StrEnum):
    """How near an improvement is. CONSIDERING and SET_ASIDE are never on the roadmap."""

    CONSIDERING = "considering"
    LATER = "later"
    NEXT = "next"
    NOW = "now"
    SHIPPED = "shipped"
    SET_ASIDE = "set_aside"

    @property
    def phase_of_ideas(self) -> Phase | None:
        """Where its ideas stand; None: each asks for a decision of its own."""
        return PHASE_OF_IDEAS[self]

    @property
    def is_open(self) -> bool:
        return self not in (Horizon.SHIPPED, Horizon.SET_ASIDE)


PHASE_OF_IDEAS = {
    Horizon.CONSIDERING: Phase.REVIEWING,
    Horizon.LATER: Phase.REVIEWING,
    Horizon.NEXT: Phase.PLANNED,
    Horizon.NOW: Phase.IN_PROGRESS,
    Horizon.SHIPPED: Phase.SHIPPED,
    Horizon.SET_ASIDE: None,
}


class Verdict(enum.StrEnum):
    """PROMOTED makes an improvement; MOVED changes its horizon; RANKED moves it by hand."""

    PROMOTED = "promoted"
    MOVED = "moved"
    RANKED = "ranked"
    LINKED = "linked"
    UNLINKED = "unlinked"


class Improvement(Base):
    """An improvement of the customer's experience, with an owner and what it should move.

    Metric and baseline are frozen at promotion. Without an owner or a metric there is a written
    reason (`reason_without`). `summary` is what the roadmap says; problem and outcome are staff's.
    Figures have their n, date and source beside them; n is None where it is not known.
    """

    __tablename__ = "improvements"
    __table_args__ = (
        CheckConstraint("length(title) BETWEEN 1 AND 300", name="title_length"),
        CheckConstraint(
            "(owner_id IS NOT NULL AND metric IS NOT NULL) OR reason_without <> ''",
            name="owner_and_metric_or_reason",
        ),
        Index("ix_improvements_list", "horizon", "updated_at", "id"),
    )

    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(info=KEEP)
    problem: Mapped[str] = mapped_column(default="", info=KEEP)
    outcome: Mapped[str] = mapped_column(default="", info=KEEP)
    summary: Mapped[str] = mapped_column(default="", info=KEEP)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    decision_needed_by: Mapped[date | None] = mapped_column(Date)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"), index=True)
    element_id: Mapped[int | None] = mapped_column(ForeignKey("elements.id"), index=True)
    touchpoint_id: Mapped[int | None] = mapped_column(ForeignKey("touchpoints.id"), index=True)
    metric: Mapped[Metric | None]
    metric_name: Mapped[str] = mapped_column(default="")
    metric_unit: Mapped[str] = mapped_column(default="")
    baseline: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    baseline_n: Mapped[int | None]
    baseline_on: Mapped[date | None] = mapped_column(Date)
    baseline_source: Mapped[str] = mapped_column(default="")
    target: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    reason_without: Mapped[str] = mapped_column(default="")
    horizon: Mapped[Horizon] = mapped_column(default=Horizon.CONSIDERING)
    horizon_since: Mapped[datetime]
    is_public: Mapped[bool] = mapped_column(default=True)
    shipped_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    sponsor: Mapped[User | None] = relationship(foreign_keys=[sponsor_id])
    stage: Mapped[Stage | None] = relationship()
    element: Mapped[Element | None] = relationship()
    touchpoint: Mapped[Touchpoint | None] = relationship()

    @property
    def reference(self) -> str:
        return f"I-{self.number}"

    @property
    def slug(self) -> str:
        return slug(self.title)


class Evidence(Base):
    """An idea stands behind an improvement: at most one of them at a time, so that its status
    follows one horizon."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("idea_id"),)

    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvements.id"), index=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    importance: Mapped[Importance | None]

    improvement: Mapped[Improvement] = relationship()
    idea: Mapped[Idea] = relationship()


class Decision(Base):
    """What was decided, why and by whom. Rows are added only."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_log", "improvement_id", "created_at", "id"),)

    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvements.id"))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), index=True)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    verdict: Mapped[Verdict]
    was: Mapped[str] = mapped_column(default="")
    became: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="", info=KEEP)

    decider: Mapped[User | None] = relationship()
