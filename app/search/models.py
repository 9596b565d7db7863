"""What the index still has to learn."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class IndexQueue(Base):
    """Something of some kind was written or taken away: the worker looks up what it is now. What
    came with many others (`is_bulk`) waits until nothing else does and no more of it comes."""

    __tablename__ = "index_queue"
    __table_args__ = (
        Index("ix_index_queue_subject", "kind", "subject_id"),
        Index("ix_index_queue_order", "is_bulk", "id"),
    )

    kind: Mapped[str]
    subject_id: Mapped[int]
    is_bulk: Mapped[bool] = mapped_column(default=False)
