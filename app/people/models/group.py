"""The groups people are in, for a while or until further notice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, or_, true
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import ColumnElement

from app.core.clock import now
from app.core.db import Base, UtcDateTime
from app.people.models.personal import ERASE, KEEP


class Group(Base):
    """People and organisations that boards may be shown to. One that is not kept by hand follows
    from something else, as from the seats of a council: no page of groups shows or changes it."""

    __tablename__ = "groups"

    name: Mapped[str] = mapped_column(unique=True, info=KEEP)
    is_by_hand: Mapped[bool] = mapped_column(default=True, server_default=true())


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
