"""The doors say the same to known and unknown addresses, and do the same work for both."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from app.core.db import writing
from app.ideas.models import Board
from app.people import passwords
from app.people.models import User
from tests.bench.processes import free_port
from tests.browsers import Browser
from tests.faults.serving import STARTS_WITHIN, Heed, until
from tests.people.conftest import Letter

KNOWN, UNKNOWN = "ada@heed.example", "eve@heed.example"
MORE = {"password": "seven-wooden-herons", "name": "Somebody Else"}
MORE |= {"title": "Zebra stripes on printed ledgers", "board": "product", "looked": "1"}
DOORS = ("/sign-in", "/sign-in/link", "/sign-up", "/forgot", "/confirm", "/ideas/anonymous")


@pytest.fixture(autouse=True)
def takes_anonymous(board: Board) -> None:
    with writing():
        board.takes_anonymous = True


def said(page: str, email: str) -> str:
    kept = [line for line in page.splitlines() if "csrf_token" not in line]
    return re.sub(re.escape(email), "somebody", "\n".join(kept))


@pytest.mark.parametrize("door", DOORS)
def test_body_status_and_hashing_are_the_same(
    app: Flask,
    ada: User,
    letters: list[Letter],
    monkeypatch: pytest.MonkeyPatch,
    door: str,
) -> None:
    passwords.fits("anything", None)  # the hash nobody has is made once
    hashed: list[str] = []

    class Counting(type(passwords._hasher)):  # type: ignore[misc]
        def hash(self, *given: object, **more: object) -> str:
            hashed.append("hash")
            return str(super().hash(*given, **more))

        def verify(self, *given: object) -> bool:
            hashed.append("verify")
            return bool(super().verify(*given))

    monkeypatch.setattr(
        passwords, "_hasher", Counting(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    )
    answers, work = [], []
    for email in (KNOWN, UNKNOWN):
        hashed.clear()
        answer = Browser(app).post(door, {"email": email, **MORE})
        answers.append((answer.status_code, answer.location, said(answer.text, email)))
        work.append(list(hashed))
    assert answers[0] == answers[1]
    assert work[0] == work[1]
    if door in ("/sign-in", "/sign-up"):
        assert len(work[0]) == 1


@pytest.fixture
def heed(app: Flask, ada: User, data_dir: Path) -> Iterator[Heed]:
    with writing():
        ada.password_hash = passwords.hash_password("quiet-harbour-lantern")
    served = Heed(
        data_dir,
        free_port(),
        HEED_SECRET_KEY=str(app.secret_key),
        HEED_LIMITS="off",
        HEED_TRUSTED_PROXIES="1",
    )
    try:
        assert until(served.is_ready, STARTS_WITHIN), "".join(served.said)
        yield served
    finally:
        served.end()


@pytest.mark.prove
@pytest.mark.parametrize("door", DOORS)
def test_the_time_is_the_same_within_a_tenth(app: Flask, heed: Heed, door: str) -> None:
    browser = Browser(app)
    form_token = browser.token()
    kept = browser.client.get_cookie("session", domain="localhost")
    assert kept is not None
    taken: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(400):
        for email in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            sent = {**MORE, "email": email, "title": f"{MORE['title']} {number}"}
            form = urlencode({"csrf_token": form_token, **sent})
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"session={kept.value}",
                # Limits on signing in stay on; each asks from a place of its own.
                "X-Forwarded-For": f"10.{number >> 8}.{number & 255}.{len(taken[email]) & 1}",
            }
            connection = http.client.HTTPConnection("127.0.0.1", heed.port, timeout=30)
            begun = time.perf_counter()
            connection.request("POST", door, form, headers)
            status = connection.getresponse().status
            taken[email].append(time.perf_counter() - begun)
            connection.close()
            assert status in (303, 422)
    known, unknown = (statistics.median(taken[email][20:]) for email in (KNOWN, UNKNOWN))
    print(f"{door}: known {known * 1000:.2f} ms, unknown {unknown * 1000:.2f} ms")
    assert abs(known - unknown) <= 0.1 * max(known, unknown)
