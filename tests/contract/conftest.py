"""A portal that is asked faster than its limits allow, so they are off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.core import jobs
from app.core.db import database, session
from app.web import create_app
from tests.chromium import served
from tests.conftest import settings_for

__all__ = ["served"]


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    made = create_app(settings_for(data_dir, HEED_LIMITS="off"))
    with made.app_context():
        yield made
        session.remove()
        database.engine.dispose()
        jobs.disconnect()
