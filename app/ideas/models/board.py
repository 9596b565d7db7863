"""Boards, who sees them, and how ideas are sorted on them."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from app.core.db import Base
from app.people.models import KEEP


class Audience(enum.StrEnum):
    """Who sees a board."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    GROUPS = "groups"
    EMPLOYEES = "employees"


class Moderation(enum.StrEnum):
    """What customers post is looked at before others see it: never, until something of theirs was
    published, or always."""

    NONE = "none"
    FIRST = "first"
    ALL = "all"


class Board(Base):
    """A place for ideas. Its access is shown as a sentence wherever it can be changed.
    What is asked on a one-way board is between its author and staff. A public one may take
    ideas of people who are not signed in, which wait to be looked at."""

    __tablename__ = "boards"
    __table_args__ = (
        CheckConstraint("audience = 'public' OR NOT takes_anonymous", name="anonymous_on_public"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(info=KEEP)
    question: Mapped[str] = mapped_column(default="", info=KEEP)
    audience: Mapped[Audience] = mapped_column(default=Audience.PUBLIC)
    moderation: Mapped[Moderation] = mapped_column(
        default=Moderation.NONE, server_default=Moderation.NONE.value
    )
    is_one_way: Mapped[bool] = mapped_column(default=False, server_default=false())
    takes_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    # The idea that stands first; None where there is none, or it was read without asking.
    pinned_id: Mapped[int | None] = query_expression()


class BoardGroup(Base):
    """A board of audience GROUPS is seen by the groups it points to."""

    __tablename__ = "board_groups"
    __table_args__ = (UniqueConstraint("board_id", "group_id"),)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)


class Topic(Base):
    __tablename__ = "topics"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(info=KEEP)
    position: Mapped[int] = mapped_column(default=0)


class Tag(Base):
    __tablename__ = "tags"

    name: Mapped[str] = mapped_column(unique=True, info=KEEP)
