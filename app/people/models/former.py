"""What people were called before."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.people.models.personal import ERASE, OWN


class FormerName(Base):
    """An address that a person gave up, what they were called before they were renamed, or in an
    account that was made one with this. Whoever erases them takes these out of texts, too; nothing
    else asks for them."""

    __tablename__ = "former_names"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=ERASE)
    name: Mapped[str] = mapped_column(default="", info=OWN)
    email: Mapped[str] = mapped_column(default="", info=OWN)
