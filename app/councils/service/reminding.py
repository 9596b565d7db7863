"""Telling people of a council that something waits for them, once for each occasion. What it is
about stays inside the council."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.core.db import changed_rows, insert_new
from app.councils.events import reminded
from app.councils.models import Council, Matter, Reminder
from app.people.models import User


def remind(
    matter: Matter, council: Council, about: UUID, occasion: datetime, people: Sequence[User]
) -> bool:
    """Whether they are told now, and not before. The key makes of two calls one."""
    row = {"matter": matter, "about": about, "occasion": occasion}
    if not changed_rows(insert_new(Reminder), row):
        return False
    if people:
        reminded.send(matter, council=council, people=people)
    return True
