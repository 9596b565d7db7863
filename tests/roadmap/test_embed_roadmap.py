"""The roadmap in frames of other sites: only of those an admin named, and only what all may see."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import writing
from app.core.settings import change
from app.ideas.models import Board, Idea
from app.people.models import User
from tests.browsers import Browser
from tests.contract.test_headers_everywhere import POLICY
from tests.roadmap.acts import ask_for, improve
from tests.statements import statements

ALLOWED = "https://www.example.com\nhttp://localhost:8080/"


def allow(text: str) -> None:
    with writing():
        change(None, embed_origins=text)


def test_nobody_frames_it_until_an_admin_says_so(idea: Idea, browser: Browser) -> None:
    improve("Bank links that warn", idea)
    answer = browser.get("/embed/roadmap")
    assert answer.status_code == 404
    assert answer.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    "written",
    [
        "*",
        "https://*.example.com",
        "javascript:alert(1)",
        "https://a.example;script-src",
        "https://a.example/path",
        "https://user@a.example",
        "'self'",
        "data:",
    ],
)
def test_what_is_no_origin_is_passed_over(app: Flask, browser: Browser, written: str) -> None:
    allow(written)
    assert browser.get("/embed/roadmap").status_code == 404
    allow(f"{written} https://www.example.com")
    policy = browser.get("/embed/roadmap").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://www.example.com")


def test_staff_see_no_more_in_it_than_everybody(
    idea: Idea, staff_board: Board, jun: User, browser: Browser
) -> None:
    inside = ask_for("Only we ask for this", on=staff_board, by=jun)
    improve("Bank links that warn", idea, inside)
    improve("Only for us", is_public=False)
    allow(ALLOWED)
    page = browser.sign_in(jun).get("/embed/roadmap").text
    assert "Bank links that warn" in page
    assert idea.title in page
    assert inside.title not in page
    assert "Only for us" not in page


def test_it_costs_the_same_however_much_is_on_it(
    idea: Idea, board: Board, ada: User, browser: Browser
) -> None:
    allow(ALLOWED)
    improve("One", idea)
    costs = []
    for _ in range(2):
        with statements() as sent:
            browser.get("/embed/roadmap")
        costs.append(len(sent))
        for number in range(6):
            improve(f"More {number}", ask_for(f"Wish {number}", on=board, by=ada))
    assert costs[0] == costs[1] <= 6
