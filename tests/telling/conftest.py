"""A mail server, and words for what the tests of telling do again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.core.clock import now
from app.telling import outbox
from app.telling.mail.settings import install, mail_settings
from tests.telling.mail_server import MailServer, running_mail_server


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's clock cannot be set as ours can; the kill tests ask it as it is."""
    monkeypatch.setattr(outbox, "_database_now", now)


@pytest.fixture
def mail_server(app: Flask, tmp_path: Path) -> Iterator[MailServer]:
    """The portal sends its mail here."""
    with running_mail_server(tmp_path / "accepted.jsonl") as server:
        install(replace(mail_settings(), url=server.url))
        yield server
