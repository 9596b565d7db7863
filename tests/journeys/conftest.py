"""A whole portal with worker and mail, for those who walk through it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from app.core.db import writing
from app.core.settings import change
from tests.chromium import watched_windows
from tests.journeys.portal import Portal, running_portal
from tests.telling.mail_server import MailServer, running_mail_server


@pytest.fixture
def mail_server(tmp_path: Path) -> Iterator[MailServer]:
    with running_mail_server(tmp_path / "accepted.jsonl") as server:
        yield server


@pytest.fixture
def portal(
    app: Flask, chromium: Chromium, data_dir: Path, mail_server: MailServer
) -> Iterator[Portal]:
    """`flask serve` with its worker, on the database of this test. Its staff sign in with their
    passwords alone."""
    with writing():
        change(None, second_factor_for_staff=False)
    with (
        running_portal(data_dir, mail_server) as url,
        watched_windows(chromium, url) as open_window,
    ):
        yield Portal(url, mail_server, open_window)
