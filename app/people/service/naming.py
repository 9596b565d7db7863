"""What a person is called: the one place that changes it."""

from __future__ import annotations

from app.core.db import session
from app.people.models import FormerName, User


def rename(person: User, name: str) -> None:
    """From now on they are called this. What they were called is kept for the day they ask to be
    erased: others may have written of them by it."""
    if person.name == name:
        return
    if person.name:
        session.add(FormerName(user_id=person.id, name=person.name))
    person.name = name
    session.flush()
