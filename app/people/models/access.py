"""What lets somebody in: sessions of browsers, tokens of programs, links sent by mail."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import Base
from app.people.models.personal import APART, BLANK, ERASE, KEEP, OWN
from app.people.models.user import User


class Purpose(enum.StrEnum):
    """What a one-time link sent by mail is for."""

    CONFIRM = "confirm"
    RESET = "reset"
    INVITE = "invite"
    WELCOME = "welcome"
    ENTER = "enter"
    ADDRESS = "address"
    SUBMIT = "submit"


class Door(enum.StrEnum):
    """Where a letter is asked for by writing an address."""

    RESET = "reset"
    ENTER = "enter"
    CONFIRM = "confirm"


class UserSession(Base):
    """One signed-in browser. The cookie holds the secret, the row its SHA-256. `is_strong` where
    more than one thing proved who it is, `proven_at` when that was proven last."""

    __tablename__ = "sessions"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE | APART)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    browser: Mapped[str] = mapped_column(default="", info=ERASE)
    is_strong: Mapped[bool] = mapped_column(default=False)
    proven_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship()


class ApiToken(Base):
    """A bearer token: shown once when made, kept as its SHA-256."""

    __tablename__ = "api_tokens"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE | APART)
    name: Mapped[str] = mapped_column(default="", info=KEEP)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class OneTimeToken(Base):
    """A link sent by mail that acts once: bound to purpose, person and address."""

    __tablename__ = "one_time_tokens"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE | APART)
    purpose: Mapped[Purpose]
    email_key: Mapped[str] = mapped_column(info=ERASE)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    carries: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=OWN)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AskedLetter(Base):
    """Asked for at a door, and not yet looked up whether there is such a person."""

    __tablename__ = "asked_letters"

    door: Mapped[Door]
    email: Mapped[str] = mapped_column(info=BLANK)
    onward: Mapped[str] = mapped_column(default="/")
