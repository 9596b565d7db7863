"""A portal that is asked faster than its limits allow, so they are off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.chromium import served
from tests.conftest import opened

__all__ = ["served"]


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    with opened(data_dir, HEED_LIMITS="off") as made:
        yield made
