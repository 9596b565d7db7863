"""The list page is light: few requests, few bytes, nothing from elsewhere."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page

from app.core.db import session, writing
from app.ideas.models import Board, Phase, Topic
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from tests.chromium import OpenWindow
from tests.telling.acts import answer, decide

pytestmark = pytest.mark.browser
IDEAS = 24  # more than a page of them
MOST_REQUESTS = 4
MOST_SENT = 60_000  # bytes on the wire, headers included
MOST_BEFORE = 140_000  # bytes before gzip
BODY = (
    "Every month somebody exports the list, sorts it by hand and sends it around, and every "
    "month somebody else asks for the one column that is missing. Number {number} of these. "
)


class Wire:
    """What one page fetches, as the browser's own network log counts it."""

    def __init__(self, page: Page) -> None:
        self.urls: list[str] = []
        self.bytes: Counter[str] = Counter()
        log = page.context.new_cdp_session(page)
        log.send("Network.enable")
        log.send("Network.setCacheDisabled", {"cacheDisabled": True})
        log.on("Network.requestWillBeSent", self._ask)
        log.on("Network.dataReceived", self._receive)
        log.on("Network.loadingFinished", self._finish)

    def _ask(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.urls.append(event["request"]["url"])

    def _receive(self, event: dict[str, Any]) -> None:
        self.bytes["before"] += event["dataLength"]

    def _finish(self, event: dict[str, Any]) -> None:
        self.bytes["sent"] += event["encodedDataLength"]


@pytest.fixture
def full_board(board: Board, ada: User, marta: User) -> Board:
    """Two pages of ideas, some planned, some answered."""
    with writing():
        session.add(Topic(slug="banking", name="Banking"))
    for number in range(IDEAS):
        written = draft(
            f"Export the list of payments, way {number}", BODY.format(number=number) * 3
        )
        with writing():
            idea = submit(written, board=board, author=ada)
        if number % 4 == 0:
            decide(idea, Phase.PLANNED, by=marta)
        if number % 6 == 0:
            answer(idea, "We read this and are looking for a way that suits everyone.", by=marta)
    return board


@pytest.mark.parametrize("who", ["nobody", "ben"])
def test_list_page_is_light(
    open_window: OpenWindow, full_board: Board, request: pytest.FixtureRequest, who: str
) -> None:
    page = open_window(request.getfixturevalue(who) if who != "nobody" else None)
    wire = Wire(page)
    page.goto("/", wait_until="networkidle")
    assert page.locator(".idea").count() == 20

    print(f"{who}: {len(wire.urls)} requests, {dict(wire.bytes)} bytes")
    assert len(wire.urls) <= MOST_REQUESTS, wire.urls
    assert wire.bytes["sent"] <= MOST_SENT
    assert wire.bytes["before"] <= MOST_BEFORE
    # Any other host fails the test in open_window.
