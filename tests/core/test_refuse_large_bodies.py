"""Bodies that are too large, too deep or in too many parts are refused before they are read."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from io import BytesIO

import pytest
from flask import Flask

from app.ideas.models import Idea
from app.people.models import User
from tests.api.programs import Program, token_of
from tests.browsers import Browser

TEN_MEGABYTES = 10 * 1024 * 1024
MOST_GROWTH = 50 * 1024 * 1024
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'


class Unread(BytesIO):
    """A body that tells how much of it was read."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self.taken += len(piece)
        return piece


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sign-in", URLENCODED),
        ("/sign-in", MULTIPART),
        ("/sign-up", URLENCODED),
        ("/theme", URLENCODED),
        ("/api/v1/ideas", "application/json"),
    ],
)
def test_ten_megabytes_are_not_even_read(
    browser: Browser, idea: Idea, ada: User, path: str, kind: str
) -> None:
    headers = {"Authorization": f"Bearer {token_of(ada, 'read', 'write')}"}
    body = Unread(b"a" * TEN_MEGABYTES)
    length = {"CONTENT_LENGTH": str(TEN_MEGABYTES)}
    tracemalloc.start()
    answer = browser.client.post(
        path,
        input_stream=body,
        content_type=kind,
        environ_overrides=length,
        headers=headers if path.startswith("/api/") else {},
    )
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 413
    assert body.taken < 1024 * 1024
    assert peak < MOST_GROWTH


def test_ten_thousand_parts(browser: Browser, idea: Idea) -> None:
    body = PART * 10_000 + b"--b--\r\n"
    answer = browser.client.post("/sign-in", data=body, content_type=MULTIPART)
    assert answer.status_code == 413


@pytest.mark.parametrize("opened", ["[", '{"a":', '[{"a":'])
def test_json_a_thousand_deep(app: Flask, idea: Idea, ada: User, opened: str) -> None:
    program = Program(app, token_of(ada, "read", "write"))
    closed = opened.replace('"a":', "").translate(str.maketrans("[{", "]}"))[::-1]
    for depth in (1_000, 100_000):
        body = opened * depth + "1" + closed * depth
        answer = program.post("/ideas", data=body, content_type="application/json")
        assert answer.status_code in (400, 422), depth


def test_what_is_packed_is_not_unpacked(app: Flask, idea: Idea, ada: User) -> None:
    program = Program(app, token_of(ada, "read", "write"))
    packed = gzip.compress(json.dumps({"title": "a" * TEN_MEGABYTES}).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = program.post("/ideas", data=packed, headers=headers)
    assert answer.status_code in (400, 415, 422)
