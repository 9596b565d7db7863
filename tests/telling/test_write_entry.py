"""Staff write entries of “What's new” as drafts; managers publish them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.ideas.models import Board, Idea
from app.people.models import User
from app.telling.events import entry_published
from app.telling.models import Channel, Entry, EntryIdea, Update, UpdateKind
from tests.browsers import Browser
from tests.roadmap.acts import ask_for, improve
from tests.statements import statements
from tests.telling.acts import told, vote

NEWS = "/manage/updates"
WORDS = {"title": "Warned in time", "body": "A note *a week* ahead.", "readers": "everyone"}


@pytest.fixture
def published() -> Iterator[list[dict[str, Any]]]:
    """What was announced, as it was."""
    heard: list[dict[str, Any]] = []

    def note(entry: Entry, **facts: Any) -> None:
        ideas = [idea.reference for idea in facts["ideas"]]
        heard.append({**facts, "entry": entry.title, "ideas": ideas, "actor": facts["actor"].name})

    entry_published.connect(note)
    yield heard
    entry_published._listeners.remove(note)


def write(browser: Browser, **more: str) -> str:
    """The address of a new draft."""
    answer = browser.post(NEWS, {**WORDS, **more})
    assert answer.status_code == 303, answer.text
    return answer.location


def the_entry() -> Entry:
    session.rollback()
    return session.scalars(select(Entry)).one()


def test_a_draft_is_written_changed_published_and_taken_back(
    idea: Idea, marta: User, browser: Browser, published: list[dict[str, Any]]
) -> None:
    browser.sign_in(marta)
    path = write(browser, ideas=idea.reference)
    assert "Warned in time" in browser.get(NEWS).text
    assert "Warned in time" not in browser.get("/updates").text
    page = browser.get(path).text
    assert "<em>a week</em>" in page
    assert "This tells 1 person" in page

    assert browser.post(path, {**WORDS, "title": "Warned early", "version": "1"}).status_code == 303
    browser.post(path, {**WORDS, "ideas": idea.reference, "version": "2"})
    assert browser.post(f"{path}/publish", {"version": "3", "tells": "yes"}).status_code == 303
    entry = the_entry()
    assert published == [
        {
            "entry": "Warned in time",
            "ideas": [idea.reference],
            "path": f"/updates/{entry.uid.hex}-warned-in-time",
            "actor": "Marta de Vries",
            "tells": True,
        }
    ]
    assert "Warned in time" in Browser(browser.app).get("/updates").text
    assert "Warned in time" in browser.get(f"{NEWS}?show=published").text
    assert "Warned in time" not in browser.get(NEWS).text

    assert browser.post(f"{path}/unpublish", {"version": "4"}).status_code == 303
    assert "Warned in time" not in Browser(browser.app).get("/updates").text
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [each for each in actions if each.startswith("entry.")] == [
        "entry.write",
        "entry.rewrite",
        "entry.rewrite",
        "entry.publish",
        "entry.unpublish",
    ]


def test_everyone_behind_its_ideas_is_told_once_and_never_again(
    idea: Idea, board: Board, ada: User, ben: User, marta: User, browser: Browser
) -> None:
    other = ask_for("Dark mode", on=board, by=ben)
    vote(idea, ben)
    vote(other, marta)
    improve("Bank links that warn", idea)
    path = write(browser.sign_in(marta), improvement="I-1", ideas=other.reference)
    assert "Publish and tell 2 people" in browser.get(path).text

    browser.post(f"{path}/publish", {"version": "1", "tells": "yes"})
    news = session.scalars(select(Update).where(Update.kind == UpdateKind.ENTRY)).one()
    assert set(told(news, Channel.NOTICE)) == {"Ada", "Ben"}
    assert "2 people hear of it" in browser.get(path).text

    browser.post(f"{path}/unpublish", {"version": "2"})
    assert "nobody is told again" in browser.get(path).text
    browser.post(f"{path}/publish", {"version": "3", "tells": "yes"})
    assert session.scalars(select(Update).where(Update.kind == UpdateKind.ENTRY)).all() == [news]
    assert "Warned in time" in Browser(browser.app).sign_in(ada).get("/notices").text


def test_only_publishing_tells_nobody(
    idea: Idea, marta: User, browser: Browser, published: list[dict[str, Any]]
) -> None:
    path = write(browser.sign_in(marta), ideas=idea.reference)
    browser.post(f"{path}/publish", {"version": "1", "tells": "no"})
    assert [each["tells"] for each in published] == [False]


def test_what_only_staff_reads_tells_nobody(
    idea: Idea, marta: User, browser: Browser, published: list[dict[str, Any]]
) -> None:
    path = write(browser.sign_in(marta), ideas=idea.reference, readers="staff")
    assert "Only staff read this, so nobody is told." in browser.get(path).text
    browser.post(f"{path}/publish", {"version": "1", "tells": "yes"})
    assert [each["tells"] for each in published] == [False]


def test_the_ideas_of_its_improvement_come_along(
    idea: Idea,
    board: Board,
    ben: User,
    marta: User,
    browser: Browser,
    published: list[dict[str, Any]],
) -> None:
    named = ask_for("Dark mode", on=board, by=ben)
    improve("Bank links that warn", idea)
    path = write(browser.sign_in(marta), improvement="I-1", ideas=f"{named.reference}-dark-mode")
    browser.post(f"{path}/publish", {"version": "1", "tells": "no"})
    assert published[0]["ideas"] == [idea.reference, named.reference]
    assert session.scalars(select(EntryIdea.idea_id)).all() == [named.id]


def test_the_second_of_two_writers_keeps_their_text_and_sees_the_first(
    idea: Idea, marta: User, root: User, browser: Browser
) -> None:
    path = write(browser.sign_in(marta))
    other = Browser(browser.app).sign_in(root)
    other.post(path, {**WORDS, "title": "Ruth was first", "version": "1"})

    answer = browser.post(path, {**WORDS, "title": "Marta came later", "version": "1"})
    assert answer.status_code == 409
    assert "Someone changed this since you opened it." in answer.text
    assert "Marta came later" in answer.text
    assert "Ruth was first" in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert the_entry().title == "Ruth was first"

    assert browser.post(f"{path}/publish", {"version": "1"}).status_code == 409
    assert the_entry().published_at is None
    answer = browser.post(path, {**WORDS, "title": "Marta came later", "version": "2"})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Say a little more"),
        ({"body": "x" * 20_001}, "1 character too long"),
        ({"improvement": "I-99"}, "Choose one of the improvements in the list."),
        ({"ideas": "H-99"}, "There is no idea called “H-99”."),
        ({"ideas": "<b>"}, "There is no idea called “&lt;b&gt;”."),
    ],
)
def test_what_is_wrong_comes_back_with_all_that_was_written(
    idea: Idea, marta: User, browser: Browser, wrong: dict[str, str], said: str
) -> None:
    answer = browser.sign_in(marta).post(NEWS, {**WORDS, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    if "body" not in wrong:
        assert WORDS["body"] in answer.text
    assert session.scalars(select(Entry)).all() == []


def test_an_owner_writes_drafts_of_their_improvement_and_nothing_else(
    idea: Idea, jun: User, marta: User, browser: Browser
) -> None:
    improve("Bank links that warn", owner_id=jun.id)
    improve("Not theirs")
    browser.sign_in(jun)
    page = browser.get(f"{NEWS}/new").text
    assert "I-1 Bank links that warn" in page
    assert "Not theirs" not in page
    assert browser.post(NEWS, {**WORDS, "improvement": "I-2"}).status_code == 422
    assert browser.post(NEWS, {**WORDS, "improvement": ""}).status_code == 403

    path = write(browser, improvement="I-1")
    assert browser.post(f"{path}/publish", {"version": "1"}).status_code == 403
    assert "Publish and tell" not in browser.get(path).text
    manager = Browser(browser.app).sign_in(marta)
    assert manager.post(f"{path}/publish", {"version": "1"}).status_code == 303
    answer = browser.post(path, {**WORDS, "improvement": "I-1", "version": "2"})
    assert answer.status_code == 403
    assert the_entry().version == 2


def test_others_find_nothing(
    idea: Idea, jun: User, ada: User, marta: User, browser: Browser
) -> None:
    path = write(browser.sign_in(marta))
    employee = Browser(browser.app).sign_in(jun)
    assert "You own none yet." in employee.get(NEWS).text
    assert employee.get(path).status_code == 404
    assert employee.post(path, WORDS).status_code == 404
    for asking in (Browser(browser.app), Browser(browser.app).sign_in(ada)):
        for each in (NEWS, f"{NEWS}/new", path):
            assert asking.get(each).status_code == 404


def test_a_staff_writer_may_not_name_ideas_they_do_not_see(
    idea: Idea, ada: User, jun: User, browser: Browser
) -> None:
    improve("Bank links that warn", owner_id=jun.id)
    with writing():
        idea.deleted_at = idea.created_at
    answer = browser.sign_in(jun).post(
        NEWS, {**WORDS, "improvement": "I-1", "ideas": idea.reference}
    )
    assert answer.status_code == 422


def test_the_list_costs_the_same_however_long(
    idea: Idea, marta: User, ben: User, browser: Browser
) -> None:
    vote(idea, ben)
    browser.sign_in(marta)
    costs = []
    for _ in range(2):
        write(browser)
        with statements() as sent:
            assert browser.get(NEWS).status_code == 200
        costs.append(len(sent))
        for _each in range(5):
            write(browser)
    assert costs[0] == costs[1] <= 8
