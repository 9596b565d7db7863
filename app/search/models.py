"""What the index still has to learn, and what is known of meaning."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, UniqueConstraint
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


class Embedding(Base):
    """The vector that a `model` made of a text, half a float for each dimension. Derived, as the
    index is: `fingerprint` is that of the text."""

    __tablename__ = "embeddings"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    kind: Mapped[str]
    subject_id: Mapped[int]
    model: Mapped[str]
    fingerprint: Mapped[int] = mapped_column(BigInteger)
    vector: Mapped[bytes]
