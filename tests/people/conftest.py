"""What the letters about signing in say, without a mail server between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from app.people import events
from app.people.models import User


class Letter(NamedTuple):
    email: str
    purpose: str
    path: str


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Letter]]:
    """Every letter asked for, in order."""
    asked: list[Letter] = []

    def note(user: User, *, purpose: str, path: str) -> None:
        asked.append(Letter(user.email or "", purpose, path))

    events.letter_asked.connect(note)
    yield asked
    events.letter_asked.disconnect(note)
