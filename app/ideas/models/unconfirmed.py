"""Ideas of people who were not signed in, until they say that it was they."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.ideas.models.idea import Idea
from app.people.models import APART, BLANK, ERASE


class UnconfirmedIdea(Base):
    """Whoever posted the idea wrote this address, and nobody knows yet whether it is theirs: a
    letter to it asks. `agreed` is the edition of the privacy notes they agreed to. The person, if
    any, was made for the letter alone; one who was here before is not named."""

    __tablename__ = "unconfirmed_ideas"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), unique=True)
    email: Mapped[str] = mapped_column(info=BLANK)
    agreed: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"), index=True, info=ERASE | APART
    )
    letter_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship()
