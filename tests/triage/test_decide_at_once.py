"""Two people deciding at once: the second sees the first's decision and chooses."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import session
from app.ideas.models import Comment, Idea, StatusChange
from app.ideas.urls import idea_url
from app.people.models import User
from tests.browsers import Browser
from tests.ideas.many import make_topic


def version_on(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


@pytest.fixture
def ruths(app: Flask, root: User) -> Browser:
    return Browser(app).sign_in(root)


@pytest.fixture
def martas(app: Flask, marta: User) -> Browser:
    return Browser(app).sign_in(marta)


@pytest.mark.parametrize("where", ["/ideas/H-1", "/manage/inbox/H-1"], ids=["its page", "inbox"])
def test_the_second_sees_the_firsts_decision_and_chooses(
    martas: Browser, ruths: Browser, idea: Idea, where: str
) -> None:
    drawn = version_on(martas.get(f"/manage/inbox/{idea.reference}").text)
    decided = {"to": "everyone", "status": "declined", "body": "The law forbids it."}
    assert ruths.post(f"{where}/reply", {**decided, "version": drawn}).status_code == 303

    mine = {"to": "everyone", "status": "planned", "body": "It comes in spring.", "version": drawn}
    late = martas.post(f"{where}/reply", mine)

    assert late.status_code == 409
    for said in (
        "Somebody was quicker than you",
        "Ruth Root set the status to “Not planned”.",
        "<blockquote>The law forbids it.</blockquote>",
        "It comes in spring.",
        '<option selected value="planned">',
        "Send mine to 1 person all the same",
        "Leave it as it is now",
    ):
        assert said in late.text, said
    assert session.scalars(select(StatusChange.note)).all() == ["The law forbids it."]

    sent = martas.post(f"{where}/reply", {**mine, "version": version_on(late.text)})
    assert sent.status_code == 303
    notes = session.scalars(select(StatusChange.note).order_by(StatusChange.id)).all()
    assert notes == ["The law forbids it.", "It comes in spring."]


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("everyone", "Ruth Root answered everyone following."),
        ("submitter", "Ruth Root answered whoever asked."),
    ],
)
def test_an_answer_is_a_decision_too(
    martas: Browser, ruths: Browser, idea: Idea, to: str, said: str
) -> None:
    first = {"to": to, "body": "We heard you.", "version": "1"}
    assert ruths.post("/manage/inbox/H-1/reply", first).status_code == 303
    late = martas.post("/manage/inbox/H-1/reply", {"to": to, "body": "Hello.", "version": "1"})
    assert late.status_code == 409
    assert said in late.text
    assert "<blockquote>We heard you.</blockquote>" in late.text


def test_what_stays_stays_as_it_is_now(martas: Browser, ruths: Browser, idea: Idea) -> None:
    """Whoever left the status alone does not move the idea back by sending all the same."""
    planned = {"to": "everyone", "status": "planned", "body": "For spring.", "version": "1"}
    ruths.post("/manage/inbox/H-1/reply", planned)
    mine = {"to": "everyone", "status": "", "body": "We look at it.", "version": "1"}
    late = martas.post("/manage/inbox/H-1/reply", mine)
    martas.post("/manage/inbox/H-1/reply", {**mine, "version": version_on(late.text)})
    session.rollback()
    assert session.scalars(select(Idea)).one().status.key == "planned"


def test_ones_own_earlier_decision_is_no_surprise(martas: Browser, idea: Idea) -> None:
    for body in ("First this.", "And then that."):
        sent = martas.post("/manage/inbox/H-1/reply", {"body": body, "version": "1"})
        assert sent.status_code == 303


def test_putting_in_order_and_answering_do_not_get_in_each_others_way(
    martas: Browser, ruths: Browser, idea: Idea
) -> None:
    topic = make_topic("banking")
    sorted_ = {"topic": topic.slug, "tags": "bank, feeds", "version": "1"}
    assert ruths.post("/manage/inbox/H-1/sort", sorted_).status_code == 303
    sent = martas.post("/manage/inbox/H-1/reply", {"body": "We heard you.", "version": "1"})
    assert sent.status_code == 303

    late = martas.post("/manage/inbox/H-1/sort", {"topic": "", "tags": "late", "version": "1"})
    assert late.status_code == 409
    assert "Ruth Root changed the topic. It is now: Banking." in late.text
    assert "Ruth Root changed the tags." in late.text
    assert 'value="late"' in late.text
    assert "Save mine all the same" in late.text


def test_of_many_at_the_same_moment_one_decides(
    app: Flask, idea: Idea, marta: User, root: User
) -> None:
    browsers = [Browser(app).sign_in(person) for person in (marta, root)]
    gate, statuses = threading.Barrier(2), []

    def decide(number: int) -> None:
        browser = browsers[number]
        form = {"to": "everyone", "status": "planned", "body": f"Word {number}.", "version": "1"}
        token = browser.token()
        gate.wait()
        answer = browser.client.post("/ideas/H-1/reply", data={"csrf_token": token, **form})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 409]
    assert session.scalar(select(func.count(StatusChange.id))) == 1
    assert session.scalar(select(func.count(Comment.id))) == 0


def test_a_page_without_a_version_still_decides(martas: Browser, idea: Idea) -> None:
    for version in ("", "x", "9" * 400):
        form = {"body": f"Word {version[:2]}", "version": version}
        assert martas.post("/ideas/H-1/reply", form).status_code == 303
    assert "Word x" in martas.get(idea_url(idea)).text
