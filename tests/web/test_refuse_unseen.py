"""A name or a title with characters that nobody sees is refused where it is typed, and stays typed:
such a character makes it pass for another. In a long text they are taken out."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from app.core.text import BIDI
from app.ideas.models import Board, Idea
from app.people.models import User
from tests.api.programs import Program, token_of
from tests.browsers import Browser

REFUSED = "This holds a character that nobody sees"
ODD = "Refund\u202e gnp.exe"
# Who sends what where, and the field that names something. The rest of each form is in order.
NAMED = {
    "sign-up": ("nobody", "/sign-up", "name", {"email": "eve@heed.example"}),
    "idea": ("ada", "/ideas", "title", {"body": "By Friday.", "board": "product"}),
    "board": (
        "root",
        "/manage/settings/boards/new",
        "name",
        {"slug": "other", "audience": "everyone"},
    ),
    "question": (
        "root",
        "/manage/settings/boards/new",
        "question",
        {"name": "Other", "audience": "everyone"},
    ),
    "organisation": ("root", "/manage/organisations/new", "name", {}),
    "portal": ("root", "/manage/settings/look", "name", {"accent_hue": "200"}),
    "token": ("root", "/security/tokens", "name", {"scopes": "read", "days": "30"}),
    "person": ("ada", "/me/profile", "name", {"locale": "", "time_zone": "", "version": "1"}),
    "improvement": ("root", "/manage/improvements", "title", {"problem": "It is slow."}),
}


@pytest.mark.parametrize("place", NAMED)
def test_a_name_is_refused_and_stays_typed(
    app: Flask, board: Board, request: pytest.FixtureRequest, place: str
) -> None:
    who, path, field, others = NAMED[place]
    browser = Browser(app)
    if who != "nobody":
        browser.sign_in(request.getfixturevalue(who))
    answer = browser.post(path, {**others, field: ODD})
    assert answer.status_code == 422
    assert REFUSED in answer.text
    shown = re.search(rf'<(?:input|textarea)[^>]*\bname="{field}"[^>]*(?:>[^<]*)?', answer.text)
    assert shown
    assert ODD in unescape(shown[0])


@pytest.mark.parametrize("mark", [*BIDI, "\0"], ids=lambda mark: f"U+{ord(mark):04X}")
def test_each_such_character_is_refused(app: Flask, board: Board, ada: User, mark: str) -> None:
    browser = Browser(app).sign_in(ada)
    form = {"title": f"Warn{mark} me early", "body": "By Friday.", "board": "product"}
    assert browser.post("/ideas", form).status_code == 422


@pytest.mark.parametrize("name", ["👩‍👩‍👧‍👦 at the desk", "שלום עולם", "مرحبا بكم", "می‌خواهم"])
def test_what_languages_need_is_taken(app: Flask, board: Board, ada: User, name: str) -> None:
    answer = Browser(app).sign_in(ada).post("/ideas", {"title": name, "board": "product"})
    assert answer.status_code == 303


def test_tags_are_names(app: Flask, idea: Idea, marta: User) -> None:
    browser = Browser(app).sign_in(marta)
    form = {"tags": "bank, pay\u2066roll", "version": "1"}
    answer = browser.post(f"/manage/inbox/{idea.reference}/sort", form)
    assert answer.status_code == 422
    assert REFUSED in answer.text


def test_a_long_text_is_cleaned(app: Flask, idea: Idea, ada: User) -> None:
    browser = Browser(app).sign_in(ada)
    path = f"/ideas/{idea.reference}"
    assert browser.post(f"{path}/comments", {"body": "By\u202e Friday."}).status_code == 303
    assert "By Friday." in browser.get(path).text


def test_a_program_is_told_too(app: Flask, board: Board, root: User) -> None:
    program = Program(app, token_of(root, "read", "write", "triage"))
    made = {"title": "Warn me early", "body": "By Friday.", "board": "product"}
    assert program.post("/ideas", json={**made, "external_id": "T\u202e1"}).status_code == 422
    assert program.post("/ideas", json={**made, "title": ODD}).status_code == 422
    assert program.post("/ideas", json=made).status_code == 201
