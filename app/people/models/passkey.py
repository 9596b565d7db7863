"""Passkeys: what devices of a person sign in with, and the questions put to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.people.models.personal import APART, ERASE, KEEP, OWN
from app.people.models.user import User


class Passkey(Base):
    """One key of a person. `credential_id` and `public_key` are base64url, as browsers write them;
    `sign_count` is what the key counted when it was used last, 0 for those that do not count."""

    __tablename__ = "passkeys"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE | APART)
    name: Mapped[str] = mapped_column(info=KEEP)
    credential_id: Mapped[str] = mapped_column(unique=True, info=OWN)
    public_key: Mapped[str] = mapped_column(info=OWN)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    last_used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class PasskeyQuestion(Base):
    """What a key has to sign, asked of one browser and answered once: the row goes with the answer.
    `user_id` says who adds a key; nobody's is a question to whoever may come in."""

    __tablename__ = "passkey_questions"

    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"), index=True, info=ERASE | APART
    )
    secret: Mapped[str] = mapped_column(unique=True, info=OWN)
    expires_at: Mapped[datetime] = mapped_column(index=True)
