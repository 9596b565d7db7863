"""What the index still has to learn."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.db import Base


class IndexQueue(Base):
    """Something of some kind was written or taken away: the worker looks up what it is now."""

    __tablename__ = "index_queue"
    __table_args__ = (Index("ix_index_queue_subject", "kind", "subject_id"),)

    kind: Mapped[str]
    subject_id: Mapped[int]
