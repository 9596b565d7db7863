"""What the letters about signing in say, without a mail server between."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from app.people import events
from app.people.models import User


class Letter(NamedTuple):
    email: str
    purpose: str
    path: str


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """Every letter asked for, in order."""
    asked: list[Letter] = []

    def note(user: User, *, purpose: str, path: str, **_more: str) -> None:
        asked.append(Letter(user.email or "", purpose, path))

    listeners = [*events.letter_asked._listeners, note]
    monkeypatch.setattr(events.letter_asked, "_listeners", listeners)
    return asked
