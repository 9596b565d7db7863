"""Customers to choose from."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, or_, select

from app.core.db import session
from app.people.models import Organisation, Role, User


class Known(NamedTuple):
    """A customer as staff find them: by name, never by address."""

    name: str
    organisation: str | None

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})" if self.organisation else self.name


def customers_like(beginning: str, *, most: int) -> list[Known]:
    """Customers whose name, or whose organisation's, begins like this; by name."""
    if not beginning:
        return []
    begins = beginning.lower()
    like = or_(
        func.lower(User.name).startswith(begins, autoescape=True),
        func.lower(Organisation.name).startswith(begins, autoescape=True),
    )
    found = (
        select(User.name, Organisation.name)
        .outerjoin(User.organisation)
        .where(User.role == Role.CUSTOMER, User.deactivated_at.is_(None), User.name != "", like)
        .order_by(User.name, User.id)
        .limit(most)
    )
    return [Known(*row) for row in session.execute(found)]
