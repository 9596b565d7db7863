"""Ideas brought from elsewhere in the browser: one row a file."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.ideas.models.board import Board
from app.people.models import KEEP, User


class ImportState(enum.StrEnum):
    """MAPPING until someone pressed “Bring them in”; QUEUED and RUNNING are the worker's."""

    MAPPING = "mapping"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class Import(Base):
    """A file, how its columns are read, and how far it got. The file and its rejected rows lie in
    the data folder under the row's `uid`."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(
            "read_rows >= 0 AND new_rows >= 0 AND changed_rows >= 0 AND unchanged_rows >= 0"
            " AND rejected_rows >= 0",
            name="counts",
        ),
    )

    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=KEEP)
    name: Mapped[str] = mapped_column(info=KEEP)
    state: Mapped[ImportState] = mapped_column(default=ImportState.MAPPING, index=True)
    reading: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Format, encoding, delimiter and the field of each column."""
    have_agreed: Mapped[bool] = mapped_column(default=False)
    total_rows: Mapped[int | None]
    read_rows: Mapped[int] = mapped_column(default=0)
    new_rows: Mapped[int] = mapped_column(default=0)
    changed_rows: Mapped[int] = mapped_column(default=0)
    unchanged_rows: Mapped[int] = mapped_column(default=0)
    rejected_rows: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="", info=KEEP)
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    board: Mapped[Board | None] = relationship()
    actor: Mapped[User] = relationship()
