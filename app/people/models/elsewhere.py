"""Signing in elsewhere: the provider, who people are there, and who is under way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models.personal import APART, ERASE, KEEP, OWN
from app.people.models.user import Role, User


class Provider(Base):
    """An OpenID Connect provider. `domains` are those whose addresses it may speak for;
    `grants` says by a word of its `group_claim` which role, or group of ours, somebody gets.
    `facts` and `keys` are what it last said about itself, and when."""

    __tablename__ = "providers"

    name: Mapped[str] = mapped_column(info=KEEP)
    issuer: Mapped[str] = mapped_column(unique=True)
    client_id: Mapped[str]
    sealed_secret: Mapped[str]
    is_on: Mapped[bool] = mapped_column(default=False)
    domains: Mapped[list[str]] = mapped_column(JSON, default=list, info=KEEP)
    group_claim: Mapped[str] = mapped_column(default="")
    grants: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    asks_second_factor: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=KEEP)
    facts_at: Mapped[datetime | None]
    keys: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    keys_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Identity(Base):
    """Who a person is at a provider: `subject` is theirs there for ever, an address is not.
    `granted_role` is the role that the provider gave, and may take."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE | APART)
    issuer: Mapped[str]
    subject: Mapped[str] = mapped_column(info=OWN)
    granted_role: Mapped[Role | None]
    last_used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class Departure(Base):
    """Somebody was sent to the provider and may come back once. The rest is in their browser."""

    __tablename__ = "departures"

    state_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
