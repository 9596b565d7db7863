"""How well duplicates are found here, measured on this portal's own merges."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.figures import Proportion


class RecallMeasure(Base):
    """On one day, `asked` merged ideas were looked for as if they were new: for how many was the
    idea they went into the first hit, for how many among the first five."""

    __tablename__ = "recall_measures"
    __table_args__ = (
        CheckConstraint("0 <= first AND first <= among_five AND among_five <= asked", name="sums"),
    )

    day: Mapped[date] = mapped_column(unique=True)
    asked: Mapped[int]
    first: Mapped[int]
    among_five: Mapped[int]

    @property
    def found(self) -> Proportion:
        """Those among the first five, as somebody who types sees them."""
        return Proportion(self.among_five, self.asked)
