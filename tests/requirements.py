"""What a machine lacks is named and skipped; with HEED_REQUIRE_ALL=1 it is a failure."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    if os.environ.get("HEED_REQUIRE_ALL") == "1":
        pytest.fail(f"{what}, and HEED_REQUIRE_ALL=1 says that nothing may be skipped")
    pytest.skip(what)
