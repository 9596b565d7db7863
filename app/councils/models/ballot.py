"""Ballots: what one seat says of one candidate."""

from __future__ import annotations

import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.councils.models.round import Candidate
from app.councils.models.seat import Seat
from app.people.models import KEEP

LOWEST, HIGHEST = 1, 10


class Quoting(enum.StrEnum):
    """Whether a comment may be quoted outside the council."""

    NEVER = "never"
    UNNAMED = "unnamed"
    NAMED = "named"


def _on_the_scale() -> tuple[CheckConstraint, ...]:
    whole = f"BETWEEN {LOWEST} AND {HIGHEST}"
    return (
        CheckConstraint(f"importance {whole}", name="importance"),
        CheckConstraint(f"satisfaction {whole}", name="satisfaction"),
        CheckConstraint(
            "NOT (is_abstention OR has_conflict) OR (importance IS NULL AND satisfaction IS NULL)",
            name="no_score_without_say",
        ),
    )


class _Said:
    """The columns of what was said, in a ballot and in each of its saves."""

    importance: Mapped[int | None]
    satisfaction: Mapped[int | None]
    is_abstention: Mapped[bool] = mapped_column(default=False)
    has_conflict: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(default="", info=KEEP)
    is_attributed: Mapped[bool] = mapped_column(default=False)
    quoting: Mapped[Quoting] = mapped_column(default=Quoting.NEVER)


class Ballot(_Said, Base):
    """One row for a seat and a candidate, whatever races. Whoever declares a conflict of interest
    or abstains gives no score. `version` counts its saves."""

    __tablename__ = "council_ballots"
    __table_args__ = (UniqueConstraint("candidate_id", "seat_id"), *_on_the_scale())

    candidate_id: Mapped[int] = mapped_column(ForeignKey("council_candidates.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("council_seats.id"), index=True)
    version: Mapped[int] = mapped_column(default=0)

    candidate: Mapped[Candidate] = relationship()
    seat: Mapped[Seat] = relationship()

    @property
    def may_be_quoted(self) -> bool:
        return self.quoting is not Quoting.NEVER


class BallotSave(_Said, Base):
    """What a ballot said after each save, for whoever answers for the count."""

    __tablename__ = "council_ballot_saves"
    __table_args__: Any = (UniqueConstraint("ballot_id", "number"),)

    ballot_id: Mapped[int] = mapped_column(ForeignKey("council_ballots.id"))
    number: Mapped[int]
