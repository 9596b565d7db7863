"""What the letters about signing in say, without a mail server between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from app.core import http
from app.people import events
from app.people.models import User
from app.telling.mail.settings import install, mail_settings
from tests.people.fake_provider import Provider, running_provider
from tests.telling.mail_server import MailServer, running_mail_server


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


@pytest.fixture
def mail_server(app: Flask, tmp_path: Path) -> Iterator[MailServer]:
    """The portal sends its mail here."""
    with running_mail_server(tmp_path / "accepted.jsonl") as server:
        install(replace(mail_settings(), url=server.url))
        yield server


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Somewhere else to sign in, that the portal does not know yet."""
    with running_provider() as running:
        yield running
        http.install([])
