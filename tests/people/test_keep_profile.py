"""One's own profile: what one is called, the language of pages and the zone of their hours."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.settings import change
from app.ideas.models import CommentKind, Idea
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.ideas.urls import idea_url
from app.people.models import FormerName, Organisation, User
from app.people.service.roles import set_organisation
from tests.browsers import Browser
from tests.people.test_erase_person import dump, gone

PAGE = "/me/profile"
NOON = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)


def read(browser: Browser) -> str:
    """The version its page was drawn with."""
    return re.search(r'name="version" value="(\d+)"', browser.get(PAGE).text)[1]


def sent(browser: Browser, name: str, **more: str) -> dict[str, str]:
    return {"name": name, "locale": "", "time_zone": "", "version": read(browser), **more}


def test_who_is_renamed_is_read_under_the_new_name_at_once(
    app: Flask, idea: Idea, ada: User
) -> None:
    here, url = Browser(app).sign_in(ada), idea_url(idea)
    page = here.get(PAGE).text
    assert 'value="Ada Lovelace"' in page
    assert "Ada L." in Browser(app).get(url).text
    answer = here.post(PAGE, sent(here, "Augusta  King "))
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "Augusta K." in here.get(PAGE).text
    assert "Augusta K." in Browser(app).get(url).text
    assert "Ada L." not in Browser(app).get(url).text
    session.refresh(ada)
    assert ada.name == "Augusta King"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "user.rename")).one()
    assert (entry.actor_id, entry.before, entry.after) == (ada.id, {}, {})


def test_pages_tell_hours_in_their_own_zone(app: Flask, ada: User, root: User) -> None:
    with writing():
        change(root, time_zone="Europe/Amsterdam")
    with time_machine.travel(NOON, tick=False):
        there, here = Browser(app).sign_in(ada), Browser(app).sign_in(ada)
        assert "1:00\u202fPM" in here.get("/security").text
        here.post(PAGE, sent(here, ada.name, time_zone="Asia/Kathmandu", locale="en"))
        assert "5:45\u202fPM" in here.get("/security").text
        page = here.get(PAGE).text
        assert '<option selected value="Asia/Kathmandu">' in page
        assert '<option selected value="en">English' in page
        here.post(PAGE, sent(here, ada.name))
        assert "1:00\u202fPM" in there.get("/security").text
    assert session.scalars(select(FormerName)).all() == []
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "user.rename")).all() == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", " "),
        ("name", "x" * 81),
        ("name", "Ada, see https://x.example/"),
        ("name", "Ada\u202eLovelace"),
        ("time_zone", "Europe/Nowhere"),
        ("time_zone", "../../etc/passwd"),
        ("locale", "xx"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_changes(
    app: Flask, ada: User, field: str, wrong: str
) -> None:
    here = Browser(app).sign_in(ada)
    answer = here.post(PAGE, {**sent(here, "Augusta King"), field: wrong})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    session.refresh(ada)
    assert (ada.name, ada.time_zone, ada.locale) == ("Ada Lovelace", "", "")


def test_of_two_tabs_the_second_looks_again_and_loses_nothing(
    app: Flask, ada: User, root: User, contoso: Organisation
) -> None:
    here = Browser(app).sign_in(ada)
    one, two = sent(here, "Augusta King"), sent(here, "Ada King")
    assert here.post(PAGE, one).status_code == 303
    late = here.post(PAGE, two)
    assert late.status_code == 412
    assert "perhaps in another tab" in late.text
    assert 'value="Ada King"' in late.text
    session.refresh(ada)
    assert ada.name == "Augusta King"
    again = re.search(r'name="version" value="(\d+)"', late.text)[1]
    assert here.post(PAGE, {**two, "version": again}).status_code == 303
    stale = sent(here, "Ada")
    with writing():
        set_organisation(ada, contoso, version=ada.version, actor=root)
    assert here.post(PAGE, stale).status_code == 412


def test_every_name_they_had_goes_with_them(
    app: Flask, idea: Idea, ada: User, jun: User, root: User
) -> None:
    with writing():
        comment(idea, words("Rang Ada Lovelace."), author=jun, kind=CommentKind.INTERNAL)
    here = Browser(app).sign_in(ada)
    for name in ("Augusta King", "Countess Noel"):
        here.post(PAGE, sent(here, name))
    with writing():
        comment(idea, words("Augusta King rang."), author=jun, kind=CommentKind.INTERNAL)
    session.refresh(ada)
    gone(ada, root)
    assert not [each for each in ("lovelace", "augusta", "noel") if each in dump()]


def test_it_is_found_where_one_looks_for_it(app: Flask, ada: User) -> None:
    here = Browser(app).sign_in(ada)
    for path in ("/", "/me/data"):
        assert f'href="{PAGE}"' in here.get(path).text
    assert Browser(app).get(PAGE).status_code == 302


def test_names_are_not_changed_over_and_over(app: Flask, ada: User) -> None:
    here = Browser(app).sign_in(ada)
    form = sent(here, "x" * 99)
    assert [here.post(PAGE, form).status_code for _ in range(21)] == [422] * 20 + [429]
