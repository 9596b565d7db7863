"""Comments, official answers and internal notes through pages."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.ideas.models import Comment, CommentKind, Idea
from app.ideas.service.discuss import comment, remove_comment
from app.ideas.service.drafts import words
from app.ideas.urls import idea_url
from app.people.models import User
from tests.browsers import Browser


def bodies(idea: Idea) -> list[str]:
    session.rollback()
    shown = select(Comment.body).where(Comment.idea_id == idea.id, Comment.deleted_at.is_(None))
    return list(session.scalars(shown))


def test_a_comment_joins_the_conversation(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    answer = browser.post(f"/ideas/{idea.reference}/comments", {"body": "We keep a *list*"})

    posted = session.scalars(select(Comment)).one()
    assert answer.status_code == 303
    assert answer.location == f"{idea_url(idea)}#comment-{posted.uid}"
    page = browser.get(idea_url(idea)).text
    assert "We keep a <em>list</em>" in page
    assert "Ben O." in page
    assert "1 comment<" in page


@pytest.mark.parametrize(
    ("body", "reason"),
    [("   ", "Write a few words first."), ("x" * 20_007, "7 characters too long")],
)
def test_a_refused_comment_keeps_its_text(
    browser: Browser, idea: Idea, ben: User, body: str, reason: str
) -> None:
    page = browser.sign_in(ben).post(f"/ideas/{idea.reference}/comments", {"body": body})

    assert page.status_code == 422
    assert reason in page.text
    assert 'role="alert"' in page.text
    assert body.strip() in page.text
    assert bodies(idea) == []


def test_a_comment_sent_twice_is_said_once(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    for _ in range(2):
        answer = browser.post(f"/ideas/{idea.reference}/comments", {"body": "Please, yes"})
        assert answer.status_code == 303
    assert bodies(idea) == ["Please, yes"]


def test_signed_out_one_is_led_to_sign_in(browser: Browser, idea: Idea) -> None:
    page = browser.get(idea_url(idea)).text
    assert "Sign in to add to the conversation" in page
    assert f"/sign-in?next={idea_url(idea)}" in page


def test_words_written_while_the_session_ended_are_kept(browser: Browser, idea: Idea) -> None:
    words = "I would like to say at some length why this matters to all of us."
    answer = browser.post(f"/ideas/{idea.reference}/comments", {"body": words})

    assert answer.status_code == 401
    assert words in answer.text
    assert "Send it again" in answer.text
    assert bodies(idea) == []


def test_what_is_written_cannot_act(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    browser.post(f"/ideas/{idea.reference}/comments", {"body": "<script>alert(1)</script>"})
    assert "<script>alert" not in browser.get(idea_url(idea)).text


def test_one_removes_ones_own_comment_and_a_manager_any(
    browser: Browser, app: Flask, idea: Idea, ben: User, ada: User, marta: User
) -> None:
    browser.sign_in(ben)
    for body in ("first", "second"):
        browser.post(f"/ideas/{idea.reference}/comments", {"body": body})
    first, second = session.scalars(select(Comment.uid).order_by(Comment.id))
    address = f"/ideas/{idea.reference}/comments/%s/remove"

    assert Browser(app).sign_in(ada).post(address % second).status_code == 403
    assert browser.post(address % first).status_code == 303
    assert bodies(idea) == ["second"]
    assert Browser(app).sign_in(marta).post(address % second).status_code == 303
    assert bodies(idea) == []
    assert browser.post(address % first).status_code == 404


def test_managers_answer_everyone_and_employees_do_not(
    browser: Browser, app: Flask, idea: Idea, marta: User, jun: User, ben: User
) -> None:
    form = {"body": "It comes in spring"}
    for person, status in ((ben, 403), (jun, 403)):
        answer = Browser(app).sign_in(person).post(f"/ideas/{idea.reference}/reply", form)
        assert answer.status_code == status
    answer = browser.sign_in(marta).post(f"/ideas/{idea.reference}/reply", form)

    assert (answer.status_code, answer.location) == (303, idea_url(idea))
    assert "It comes in spring" in Browser(app).get(idea_url(idea)).text


def test_notes_are_for_staff_to_write_and_read(
    browser: Browser, app: Flask, idea: Idea, jun: User, ben: User
) -> None:
    form = {"body": "They think of leaving us"}
    assert Browser(app).sign_in(ben).post(f"/ideas/{idea.reference}/note", form).status_code == 404
    assert Browser(app).post(f"/ideas/{idea.reference}/note", form).status_code == 404
    answer = browser.sign_in(jun).post(f"/ideas/{idea.reference}/note", form)

    assert answer.status_code == 303
    assert session.scalars(select(Comment.kind)).one() is CommentKind.INTERNAL
    assert "Internal note, staff only" in browser.get(idea_url(idea)).text
    customer = Browser(app).sign_in(ben).get(idea_url(idea)).text
    assert "They think of leaving us" not in customer
    assert "No comments yet" in customer


def test_a_refused_note_keeps_the_comment_field_empty(
    browser: Browser, idea: Idea, jun: User
) -> None:
    text = "secret " * 3_000
    page = browser.sign_in(jun).post(f"/ideas/{idea.reference}/note", {"body": text})

    assert page.status_code == 422
    assert page.text.count(text.strip()) == 1, "a note never lands in the public field"


def test_a_new_comment_is_reached_behind_a_long_conversation(
    browser: Browser, idea: Idea, ben: User
) -> None:
    for number in range(50):
        said = words(f"word {number:02}")
        with writing():
            comment(idea, said, author=ben)
    browser.sign_in(ben)
    answer = browser.post(f"/ideas/{idea.reference}/comments", {"body": "word 50"})

    address, anchor = answer.location.split("#")
    page = browser.get(address).text
    assert "word 50" in page
    assert f'id="{anchor}"' in page


def test_taking_back_what_staff_said_is_logged(
    browser: Browser, idea: Idea, marta: User, ben: User
) -> None:
    said = (
        (ben, CommentKind.PUBLIC, "Me too"),
        (marta, CommentKind.PUBLIC, "We read this"),
        (marta, CommentKind.OFFICIAL, "It comes in spring"),
        (marta, CommentKind.INTERNAL, "They may leave us"),
    )
    for author, kind, text in said:
        written = words(text)
        with writing():
            posted = comment(idea, written, author=author, kind=kind)
        with writing():
            remove_comment(posted, idea, actor=author)

    removed = select(AuditEntry.before).where(AuditEntry.action == "comment.remove")
    assert [before["body"] for before in session.scalars(removed.order_by(AuditEntry.id))] == [
        "It comes in spring",
        "They may leave us",
    ]
