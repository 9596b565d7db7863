"""How people are named to others, those without a name too."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import session, writing
from app.core.text import email_key
from app.ideas.models import Idea
from app.people.models import User, public_name
from app.people.service import reset
from tests.browsers import Browser
from tests.personas import PASSWORD

ADDRESS = "grace@heed.example"


@pytest.mark.parametrize(
    ("name", "short", "initials"),
    [
        ("Ada Lovelace", "Ada L.", "AL"),
        ("Marta de Vries", "Marta V.", "MV"),
        ("ada", "ada", "A"),
        ("", "", "·"),
    ],
)
def test_a_name_is_shortened(name: str, short: str, initials: str) -> None:
    assert public_name(name) == short
    assert User(name=name, email=ADDRESS).initials == initials


def test_somebody_imported_without_a_name_finds_every_page(app: Flask, idea: Idea) -> None:
    with writing():
        imported = User(name="", email=ADDRESS, email_key=email_key(ADDRESS))
        session.add(imported)
        session.flush()
        path = reset.reset_path(imported)
    browser = Browser(app)
    assert browser.post(path, {"password": PASSWORD}).status_code == 303
    browser = Browser(app)
    assert browser.post("/sign-in", {"email": ADDRESS, "password": PASSWORD}).status_code == 303

    for page in ("/", "/me", "/notices", "/preferences", "/ideas/new", f"/ideas/H-{idea.number}"):
        assert browser.get(page).status_code == 200, page
    posted = browser.post(
        "/ideas",
        {"title": "Print labels for parcels", "body": "We write them by hand every evening.",
         "board": idea.board.slug},
    )  # fmt: skip
    assert posted.status_code == 303
    assert browser.get(posted.location).status_code == 200
    assert "grace" not in Browser(app).get(f"/ideas/H-{idea.number + 1}").text.lower()
