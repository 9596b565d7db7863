"""The same wish in other words."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.ideas.models.idea import Idea
from app.people.models import ERASE


class Wording(Base):
    """How somebody called what an idea asks for, who voted for it instead of posting a copy. It is
    found by these words as by its title."""

    __tablename__ = "wordings"
    __table_args__ = (UniqueConstraint("idea_id", "user_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE)
    words: Mapped[str] = mapped_column(info=ERASE)

    idea: Mapped[Idea] = relationship()
