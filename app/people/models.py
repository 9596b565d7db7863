"""People, the organisations they belong to, the groups they are in and how they come in."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, bindparam, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from app.core.clock import now
from app.core.db import Base, UtcDateTime

ERASE = {"personal": "erase"}
BLANK = {"personal": "blank"}
KEEP = {"personal": "keep"}


class Role(enum.StrEnum):
    CUSTOMER = "customer"
    EMPLOYEE = "employee"
    MANAGER = "manager"
    ADMIN = "admin"

    @property
    def is_staff(self) -> bool:
        return self is not Role.CUSTOMER

    @property
    def is_keeper(self) -> bool:
        """Whether they look after all ideas."""
        return self in (Role.MANAGER, Role.ADMIN)


class MailChoice(enum.StrEnum):
    """How mail that is not urgent reaches a person; urgent news comes at once unless NEVER."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Lifecycle(enum.StrEnum):
    PROSPECT = "prospect"
    ONBOARDING = "onboarding"
    ACTIVE = "active"
    RENEWAL = "renewal"
    CHURNED = "churned"


class Purpose(enum.StrEnum):
    """What a one-time link sent by mail is for."""

    CONFIRM = "confirm"
    RESET = "reset"
    INVITE = "invite"
    WELCOME = "welcome"


class Organisation(Base):
    """A customer company. `revenue` is a year's, in whole units of the portal's currency."""

    __tablename__ = "organisations"

    name: Mapped[str] = mapped_column(unique=True)
    domains: Mapped[list[str]] = mapped_column(JSON, default=list)
    segment: Mapped[str] = mapped_column(default="")
    plan: Mapped[str] = mapped_column(default="")
    revenue: Mapped[int | None]
    lifecycle: Mapped[Lifecycle] = mapped_column(default=Lifecycle.ACTIVE)
    version: Mapped[int] = mapped_column(default=1)


class User(Base):
    """A person. Imported people have neither confirmed nor been welcomed and get no mail."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email IS NULL OR email_key IS NOT NULL", name="email_has_key"),
        Index("ix_users_role_name", "role", "name"),
    )

    email: Mapped[str | None] = mapped_column(info=ERASE)
    email_key: Mapped[str | None] = mapped_column(unique=True, info=ERASE)
    name: Mapped[str] = mapped_column(default="", info=BLANK)
    role: Mapped[Role] = mapped_column(default=Role.CUSTOMER)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True, info=ERASE
    )
    password_hash: Mapped[str | None] = mapped_column(info=ERASE)
    locale: Mapped[str] = mapped_column(default="", info=KEEP)
    time_zone: Mapped[str] = mapped_column(default="", info=KEEP)
    mail_choice: Mapped[MailChoice] = mapped_column(default=MailChoice.DAILY, info=KEEP)
    confirmed_at: Mapped[datetime | None]
    welcome_sent_at: Mapped[datetime | None]
    welcomed_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    notices_read_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation | None] = relationship()

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None and self.confirmed_at is not None

    @property
    def is_staff(self) -> bool:
        return self.role.is_staff

    @property
    def is_keeper(self) -> bool:
        return self.role.is_keeper

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0] if self.name else ""

    @property
    def public_name(self) -> str:
        return public_name(self.name)

    @property
    def initials(self) -> str:
        words = self.name.split() or ["·"]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    def get_id(self) -> str:
        return str(self.uid)


def public_name(name: str) -> str:
    """How everyone may see a person of this name: first name and initial of the last."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else name


class Anonymous:
    """A reader who has not signed in."""

    id = None
    role = None
    organisation_id = None
    name = ""
    locale = ""
    time_zone = ""
    is_authenticated = False
    is_anonymous = True
    is_active = False
    is_staff = False
    is_keeper = False

    def get_id(self) -> None:
        return None


class Group(Base):
    """People and organisations that boards may be shown to; councils will maintain such groups."""

    __tablename__ = "groups"

    name: Mapped[str] = mapped_column(unique=True)


class GroupMember(Base):
    """One person's term in a group; no end means until further notice."""

    __tablename__ = "group_members"
    __table_args__ = (UniqueConstraint("group_id", "user_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE)
    starts_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime | None]

    @classmethod
    def is_current(cls) -> ColumnElement[bool]:
        moment = bindparam("moment", callable_=now, type_=UtcDateTime(), unique=True)
        return (cls.starts_at <= moment) & or_(cls.ends_at.is_(None), cls.ends_at > moment)


class GroupOrganisation(Base):
    """Everyone of an organisation is in the group."""

    __tablename__ = "group_organisations"
    __table_args__ = (UniqueConstraint("group_id", "organisation_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)


class UserSession(Base):
    """One signed-in browser. The cookie holds the secret, the row its SHA-256."""

    __tablename__ = "sessions"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    browser: Mapped[str] = mapped_column(default="", info=ERASE)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship()


class ApiToken(Base):
    """A bearer token: shown once when made, kept as its SHA-256."""

    __tablename__ = "api_tokens"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE)
    name: Mapped[str] = mapped_column(default="")
    secret_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class OneTimeToken(Base):
    """A link sent by mail that acts once: bound to purpose, person and address."""

    __tablename__ = "one_time_tokens"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE)
    purpose: Mapped[Purpose]
    email_key: Mapped[str] = mapped_column(info=ERASE)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    carries: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=ERASE)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


Reader = User | Anonymous
