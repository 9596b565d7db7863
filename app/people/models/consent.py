"""What people agreed to when they came in."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.people.models.personal import ERASE


class Consent(Base):
    """A person agreed to the privacy notes as they stood: `edition` names their text. `created_at`
    is when. What each edition said stands in the audit log."""

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("user_id", "edition"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=ERASE)
    edition: Mapped[str]
