"""Cursors that were not made here are refused, whatever they hold."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.errors import Invalid
from app.core.paging import Cursor, Order, Part, page_across
from app.ideas.models import Idea
from app.triage.queries.inbox import NEWEST_FIRST as NEWEST

BEGIN = now()


class Row(NamedTuple):
    created_at: datetime
    id: int


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


def test_rows_of_a_joined_list_are_put_in_order_whatever_order_they_come_in() -> None:
    """PostgreSQL gives the rows of a union as it likes."""
    rising = [Row(BEGIN + timedelta(hours=each), each) for each in range(3)]
    falling = [Row(BEGIN + timedelta(hours=each), 10 + each) for each in range(3)]
    oldest_first = Order(NEWEST.columns, is_falling=False)
    parts = [Part[Row](select(Idea.id), order) for order in (oldest_first, NEWEST)]

    page = page_across(parts, None, size=9, rows=lambda asked: [rising[::-1], falling])

    assert [row.id for row in page.items] == [0, 1, 2, 12, 11, 10]


def packed(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
