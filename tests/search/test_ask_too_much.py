"""Questions made to keep a search busy, or to ask what is nobody's to ask."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.ideas.models import Idea
from app.people.models import User
from app.search.jobs import rebuild
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.conftest import opened

MOST_SECONDS = 0.5
HARD = [
    "*",
    "a*" * 100,
    "a* " * 100,
    "?" * 200,
    " OR ".join(f"word{number}" for number in range(10_000)),
    "bank " * 10_000,
    "/(a+)+$/",
    "/.*/",
    "[a TO z]",
    "{* TO *}",
    "bank~9",
    '"' * 501,
    "(" * 500 + "bank" + ")" * 500,
    "NOT " * 500 + "bank",
    "bank^1e400",
    "-" * 500,
    "a:" * 500,
    '"bank link"~99999',
]
FIELDS = ["password", "password_hash", "email", "secret_hash", "author_id", "revenue"]


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    """Without limits: there are more questions than one may ask in a minute."""
    with opened(data_dir, HEED_LIMITS="off") as made:
        yield made


@pytest.mark.parametrize("path", ["/search?q=", "/ideas/similar?title=", "/api/v1/ideas?q="])
def test_no_question_keeps_a_search_busy(app: Flask, idea: Idea, ada: User, path: str) -> None:
    rebuild()
    browser, program = Browser(app).sign_in(ada), Program(app, token_of(ada, "read"))
    at, _mark, name = path.rpartition("?")
    for typed in ["warm", *HARD]:
        began = time.process_time()
        question = {"query_string": {name.rstrip("="): typed}}
        if at.startswith("/api/v1"):
            answer = program.get(at.removeprefix("/api/v1"), **question)
        else:
            answer = browser.get(at, headers={"Heed-Fragment": "1"}, **question)
        took = time.process_time() - began
        assert answer.status_code in (200, 422), typed[:60]
        assert typed == "warm" or took < MOST_SECONDS, f"{typed[:60]}: {took * 1000:.0f} ms"


@pytest.mark.parametrize("field", FIELDS)
def test_only_listed_fields_are_asked(app: Flask, idea: Idea, ada: User, field: str) -> None:
    """A field that is not listed is a word like any other: what the row holds finds nothing."""
    rebuild()
    browser = Browser(app).sign_in(ada)
    held = str(getattr(ada, field, "") or getattr(idea, field, "") or "argon2id")
    plain = browser.get("/search", query_string={"q": f"{field} zzqxy"})
    asked = browser.get("/search", query_string={"q": f"{field}:{held[:60]}zzqxy"})
    assert idea.title not in plain.text
    assert idea.title not in asked.text
