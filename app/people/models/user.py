"""People, signed in or not, and what they are to this portal."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models.organisation import Organisation
from app.people.models.personal import KEEP, OWN


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


class User(Base):
    """A person. `trusted_at`: since when what they post is not looked at first; `blocked_at`: since
    when they may not post. `organisation_is_noted`: an employee wrote down where they belong, which
    lets them see nothing before an administrator or their address says so.

    Imported people have neither confirmed nor been welcomed and get no mail. Of one who was erased
    the row stays, empty but for their organisation: what they voted for goes on counting, and
    nobody can tell whose vote it was."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email IS NULL OR email_key IS NOT NULL", name="email_has_key"),
        Index("ix_users_role_name", "role", "name"),
    )

    email: Mapped[str | None] = mapped_column(info=OWN)
    email_key: Mapped[str | None] = mapped_column(unique=True, info=OWN)
    name: Mapped[str] = mapped_column(default="", info=OWN)
    role: Mapped[Role] = mapped_column(default=Role.CUSTOMER)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True, info=KEEP
    )
    organisation_is_noted: Mapped[bool] = mapped_column(default=False, server_default=false())
    password_hash: Mapped[str | None] = mapped_column(info=OWN)
    locale: Mapped[str] = mapped_column(default="", info=KEEP)
    time_zone: Mapped[str] = mapped_column(default="", info=KEEP)
    mail_choice: Mapped[MailChoice] = mapped_column(default=MailChoice.DAILY, info=KEEP)
    confirmed_at: Mapped[datetime | None]
    welcome_sent_at: Mapped[datetime | None]
    welcomed_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    trusted_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    notices_read_at: Mapped[datetime | None]
    is_executive: Mapped[bool] = mapped_column(default=False, server_default=false())
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
    def sees_figures(self) -> bool:
        """Whether they read revenue, every improvement and how well the portal works. An executive
        does, on staff, without changing any of it."""
        return self.is_keeper or (self.is_staff and self.is_executive)

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
    sees_figures = False

    def get_id(self) -> None:
        return None


Reader = User | Anonymous
