"""The customer companies people belong to."""

from __future__ import annotations

import enum

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.people.models.personal import KEEP


class Lifecycle(enum.StrEnum):
    PROSPECT = "prospect"
    ONBOARDING = "onboarding"
    ACTIVE = "active"
    RENEWAL = "renewal"
    CHURNED = "churned"


class Organisation(Base):
    """A customer company. `revenue` is a year's, in whole units of the portal's currency."""

    __tablename__ = "organisations"

    name: Mapped[str] = mapped_column(unique=True, info=KEEP)
    domains: Mapped[list[str]] = mapped_column(JSON, default=list, info=KEEP)
    segment: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="", server_default="")
    plan: Mapped[str] = mapped_column(default="")
    revenue: Mapped[int | None]
    lifecycle: Mapped[Lifecycle] = mapped_column(default=Lifecycle.ACTIVE)
    version: Mapped[int] = mapped_column(default=1)
