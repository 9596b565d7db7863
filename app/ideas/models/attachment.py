"""Images people put beside their words."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.people.models import KEEP

LONGER_SIDE = 320  # pixels of the smaller image that pages show first


class Attachment(Base):
    """One image of an idea, or of a comment on it. The file lies in the data folder under the
    SHA-256 of its content, so the same image is kept once; the row is what may be read.

    An image is uploaded before the words are posted: until then it belongs to no idea.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("width > 0 AND height > 0 AND size > 0", name="measures"),
        Index("ix_attachments_idea", "idea_id", "comment_id", "id"),
        Index("ix_attachments_unused", "uploader_id", "created_at"),
    )

    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    uploader_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=KEEP)
    digest: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="", info=KEEP)
    mimetype: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]

    @property
    def small_width(self) -> int:
        """Of the smaller image, as `attachments.pictures` makes it."""
        return max(1, round(self.width * self._shrunk))

    @property
    def small_height(self) -> int:
        return max(1, round(self.height * self._shrunk))

    @property
    def _shrunk(self) -> float:
        return min(1.0, LONGER_SIDE / max(self.width, self.height))
