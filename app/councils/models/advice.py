"""What a council advised, what became of it, and who does what until when."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.councils.models.round import Candidate, Round
from app.people.models import KEEP, User


class Advice(enum.StrEnum):
    GO = "go"
    NO_GO = "no_go"
    MORE_EVIDENCE = "more_evidence"


class Adoption(enum.StrEnum):
    """What the company did with an advice. OPEN: it has not said yet."""

    OPEN = "open"
    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"


class Decision(Base):
    """One advice, with how many voices were for what it is about, against that, and withheld;
    `dissent` is what those said who thought otherwise. Of a candidate there is at most one."""

    __tablename__ = "council_decisions"
    __table_args__ = (
        CheckConstraint(
            "voices_for BETWEEN 0 AND 999 AND voices_against BETWEEN 0 AND 999"
            " AND voices_withheld BETWEEN 0 AND 999",
            name="voices",
        ),
        CheckConstraint("(adoption = 'open') = (answered_at IS NULL)", name="answered"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("council_candidates.id"), unique=True
    )
    title: Mapped[str] = mapped_column(info=KEEP)
    advice: Mapped[Advice]
    voices_for: Mapped[int] = mapped_column(default=0)
    voices_against: Mapped[int] = mapped_column(default=0)
    voices_withheld: Mapped[int] = mapped_column(default=0)
    dissent: Mapped[str] = mapped_column(default="", info=KEEP)
    adoption: Mapped[Adoption] = mapped_column(default=Adoption.OPEN)
    answer: Mapped[str] = mapped_column(default="", info=KEEP)
    answered_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    candidate: Mapped[Candidate | None] = relationship()

    @property
    def voices(self) -> int:
        return self.voices_for + self.voices_against + self.voices_withheld

    @property
    def voices_behind(self) -> int:
        """Those that agree with the advice."""
        return self.voices_against if self.advice is Advice.NO_GO else self.voices_for

    @property
    def is_strong(self) -> bool:
        """Whether at least three in four of all voices are behind it."""
        return self.voices > 0 and 4 * self.voices_behind >= 3 * self.voices


class Action(Base):
    """Somebody does something until a day, in the portal's calendar."""

    __tablename__ = "council_actions"
    __table_args__ = (Index("ix_council_actions_due", "done_at", "due_on"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("council_rounds.id"), index=True)
    title: Mapped[str] = mapped_column(info=KEEP)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=KEEP)
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    owner: Mapped[User] = relationship()
