"""Cursors that were not made here are refused, whatever they hold."""

from __future__ import annotations

import base64
import json

import pytest

from app.core.clock import now
from app.core.errors import Invalid
from app.core.paging import Cursor
from app.triage.queries.inbox import NEWEST_FIRST as NEWEST


@pytest.mark.parametrize("key", [2**31, -(2**31) - 1, True, "1", 1.5, None])
def test_a_key_no_table_holds(key: object) -> None:
    with pytest.raises(Invalid, match="not complete"):
        Cursor.read(packed([0, [now().isoformat(), key]]), NEWEST)


@pytest.mark.parametrize("text", ["x", "[[", "bm9uc2Vuc2U", "é", "\x00"])
def test_a_text_that_is_no_cursor(text: str) -> None:
    with pytest.raises(Invalid, match="not complete"):
        Cursor.read(text, NEWEST)


def test_a_nest_without_end() -> None:
    nest = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    with pytest.raises(Invalid, match="not complete"):
        Cursor.read(nest, NEWEST)


def test_a_cursor_says_again_what_it_was_made_of() -> None:
    made = Cursor([now(), 2**31 - 1], is_backwards=True)
    assert Cursor.read(str(made), NEWEST) == made


def packed(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
