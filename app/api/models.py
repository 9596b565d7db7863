"""Answers kept so that a repeated POST changes nothing twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.people.models import APART, ERASE


class IdempotencyKey(Base):
    """The first answer to a POST under one key; `status` 0 while that answer is being made."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=ERASE | APART)
    key: Mapped[str]
    request_digest: Mapped[str]
    status: Mapped[int] = mapped_column(default=0)
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    body: Mapped[Any] = mapped_column(JSON, info=ERASE)
