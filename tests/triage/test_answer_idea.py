"""Answering from the inbox: to everyone, or to whoever asked and nobody else."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.ideas.models import Comment, CommentKind, Idea, StatusChange
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.ideas.urls import idea_url
from app.people.models import User
from app.votes.models import Proxy
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.telling.acts import vote

SECRET = "Only you can see our beta: may we open it for you?"


def act(idea: Idea, what: str = "reply") -> str:
    return f"/manage/inbox/{idea.reference}/{what}"


def say_in_public(idea: Idea, author: User) -> None:
    """So that there is a conversation to look through."""
    said = words("It happened to us too.")
    with writing():
        comment(idea, said, author=author)


def as_it_is(idea: Idea) -> Idea:
    session.rollback()
    return session.get_one(Idea, idea.id, populate_existing=True)


def test_the_button_says_whom_it_goes_to(
    browser: Browser, idea: Idea, ben: User, marta: User
) -> None:
    vote(idea, ben)
    page = browser.sign_in(marta).get(f"/manage/inbox/{idea.reference}").text

    for said in ("Ada only", "everyone following (2)", "Send to 2 people", "Send to Ada only"):
        assert said in page
    assert 'checked id="to-1" name="to" type="radio" value="everyone"' in page


def test_an_answer_to_everyone_is_official(browser: Browser, idea: Idea, marta: User) -> None:
    browser.sign_in(marta)
    form = {"to": "everyone", "status": "", "body": "It comes in *spring*.", "version": "1"}
    sent = browser.post(act(idea) + "?show=open&board=product", form)

    assert (sent.status_code, sent.location) == (303, "/manage/inbox?show=open&board=product")
    assert "Sent to 1 person." in browser.get(sent.location).text
    assert session.scalars(select(Comment.kind)).one() is CommentKind.OFFICIAL
    assert as_it_is(idea).first_answered_at is not None
    assert as_it_is(idea).status.key == "new"


def test_an_answer_may_move_the_idea_too(browser: Browser, idea: Idea, marta: User) -> None:
    form = {"to": "everyone", "status": "planned", "body": "For spring.", "version": "1"}
    assert browser.sign_in(marta).post(act(idea), form).status_code == 303
    change = session.scalars(select(StatusChange)).one()
    assert (change.to_status.key, change.note) == ("planned", "For spring.")
    assert session.scalars(select(Comment)).all() == []


def test_a_question_goes_to_whoever_asked_unless_one_says_otherwise(
    browser: Browser, idea: Idea, marta: User
) -> None:
    page = browser.sign_in(marta).get(f"/manage/inbox/{idea.reference}?act=ask").text
    assert 'checked id="to-0" name="to" type="radio" value="submitter"' in page
    assert '<option selected value="needs_information">' in page

    form = {"to": "submitter", "status": "needs_information", "body": SECRET, "version": "1"}
    browser.post(act(idea), form)

    assert as_it_is(idea).status.key == "needs_information"
    assert session.scalars(select(StatusChange.note)).one() == ""
    assert session.scalars(select(Comment.kind)).one() is CommentKind.DIRECT
    assert as_it_is(idea).first_answered_at is not None


@pytest.mark.parametrize("status", ["declined", "answered"])
def test_everyone_deserves_the_reason_for_an_end(
    browser: Browser, idea: Idea, marta: User, status: str
) -> None:
    form = {"to": "submitter", "status": status, "body": "Because of the law.", "version": "1"}
    page = browser.sign_in(marta).post(act(idea), form)

    assert page.status_code == 422
    assert "Everyone following deserves the reason" in page.text
    assert "Because of the law." in page.text
    assert as_it_is(idea).status.key == "new"
    assert session.scalars(select(Comment)).all() == []


def test_nothing_to_say_is_refused_and_the_choices_stay(
    browser: Browser, idea: Idea, marta: User
) -> None:
    form = {"to": "submitter", "status": "planned", "body": " ", "version": "1"}
    page = browser.sign_in(marta).post(act(idea), form)

    assert page.status_code == 422
    assert "Write a few words first." in page.text
    assert 'checked id="to-0"' in page.text
    assert '<option selected value="planned">' in page.text


def test_a_direct_answer_is_read_by_staff_and_whoever_asked_alone(
    browser: Browser, app: Flask, idea: Idea, ada: User, ben: User, jun: User, marta: User
) -> None:
    say_in_public(idea, ben)
    before = as_it_is(idea).updated_at
    browser.sign_in(marta).post(act(idea), {"to": "submitter", "body": SECRET, "version": "1"})
    posted = session.scalars(select(Comment).where(Comment.kind == CommentKind.DIRECT)).one()

    read = {who: Browser(app).sign_in(who).get(idea_url(idea)).text for who in (ada, jun, marta)}
    assert all(SECRET in page for page in read.values())
    assert "To you only" in read[ada]
    assert "To Ada Lovelace only" in read[jun]
    for others in (Browser(app), Browser(app).sign_in(ben)):
        page = others.get(idea_url(idea)).text
        assert SECRET not in page
        assert "1 comment<" in page
    remove = f"/ideas/{idea.reference}/comments/{posted.uid}/remove"
    assert Browser(app).sign_in(ben).post(remove).status_code == 404
    assert as_it_is(idea).comments == 1
    assert as_it_is(idea).updated_at == before, "others do not see that something was said"


def test_a_direct_answer_is_in_no_list_feed_or_search(
    browser: Browser, app: Flask, idea: Idea, ada: User, marta: User
) -> None:
    browser.sign_in(marta).post(act(idea), {"to": "submitter", "body": SECRET, "version": "1"})
    for reader in (Browser(app), Browser(app).sign_in(ada)):
        for path in (
            "/",
            "/b/product/feed.atom",
            "/search?q=beta+open",
            "/updates",
            "/updates.atom",
        ):
            assert "our beta" not in reader.get(path).text, path


def test_by_api_a_direct_answer_is_for_the_same_people(
    app: Flask, idea: Idea, ada: User, ben: User, jun: User, marta: User
) -> None:
    say_in_public(idea, ben)
    managers = Program(app, token_of(marta, "read", "triage"))
    said = {"body": SECRET, "kind": "direct"}
    assert managers.post("/ideas/H-1/comments", json=said).status_code == 201
    for author in (ada, jun):
        asking = Program(app, token_of(author, "read", "write", "triage"))
        assert asking.post("/ideas/H-1/comments", json=said).status_code == 403

    def heard(person: User) -> list[str]:
        listed = Program(app, token_of(person, "read")).get("/ideas/H-1/comments")
        return [each["kind"] for each in listed.json["items"]]

    assert [heard(person) for person in (ada, jun, marta)] == [["public", "direct"]] * 3
    assert heard(ben) == ["public"]


def test_the_customer_staff_asked_for_reads_it_too(
    browser: Browser, app: Flask, idea: Idea, ada: User, ben: User, jun: User, marta: User
) -> None:
    with writing():
        idea.author, idea.on_behalf_of_id = jun, ada.id
        session.add(Proxy(idea_id=idea.id, user_id=ada.id, employee_id=jun.id))
    browser.sign_in(marta)
    page = browser.get(f"/manage/inbox/{idea.reference}").text
    assert "Jun only" in page, "Ada does not know of it"
    with writing():
        session.scalars(select(Proxy)).one().has_consented = True
    page = browser.get(f"/manage/inbox/{idea.reference}").text
    assert "Jun and Ada only" in page
    assert "Put down by Jun Sato" in page

    browser.post(act(idea), {"to": "submitter", "body": SECRET, "version": "1"})
    assert SECRET in Browser(app).sign_in(ada).get(idea_url(idea)).text
    assert SECRET not in Browser(app).sign_in(ben).get(idea_url(idea)).text


def test_where_nobody_is_known_to_have_asked_everyone_is_answered(
    browser: Browser, idea: Idea, marta: User
) -> None:
    with writing():
        idea.author, idea.is_imported, idea.answer_due_at = None, True, None
    browser.sign_in(marta)
    assert 'value="submitter"' not in browser.get(f"/manage/inbox/{idea.reference}").text
    page = browser.post(act(idea), {"to": "submitter", "body": "Hello?", "version": "1"})
    assert page.status_code == 409
    assert "Nobody is known to have asked this" in page.text

    browser.post(act(idea), {"to": "everyone", "body": "Here is how.", "version": "1"})
    assert as_it_is(idea).first_answered_at is None, "imported ideas start no clock"


def test_a_form_sent_twice_is_one_answer(browser: Browser, idea: Idea, marta: User) -> None:
    browser.sign_in(marta)
    form = {"to": "submitter", "status": "needs_information", "body": SECRET, "version": "1"}
    for _ in range(2):
        assert browser.post(act(idea), form).status_code == 303
    assert len(session.scalars(select(Comment)).all()) == 1
    assert len(session.scalars(select(StatusChange)).all()) == 1


def test_each_act_is_in_the_log(browser: Browser, idea: Idea, marta: User) -> None:
    browser.sign_in(marta)
    browser.post(act(idea), {"to": "everyone", "body": "Soon.", "version": "1"})
    browser.post(act(idea), {"to": "submitter", "body": SECRET, "version": "2"})
    browser.post(act(idea), {"to": "everyone", "status": "planned", "version": "3"})
    browser.post(act(idea, "note"), {"body": "They may leave us."})

    logged = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in logged] == [
        "comment.official",
        "comment.direct",
        "idea.status",
        "comment.internal",
    ]
    assert [entry.after["version"] for entry in logged] == [2, 3, 4, 4]
    assert SECRET not in str([entry.after for entry in logged])


def test_a_note_keeps_what_was_typed_when_it_is_refused(
    browser: Browser, app: Flask, idea: Idea, jun: User, marta: User
) -> None:
    browser.sign_in(marta)
    long = "secret " * 3_000
    page = browser.post(act(idea, "note"), {"body": long})
    assert page.status_code == 422
    assert page.text.count(long.strip()) == 1
    kept = browser.post(act(idea, "note") + "?show=all", {"body": "They may leave us."})
    assert (kept.status_code, kept.location) == (303, f"/manage/inbox/{idea.reference}?show=all")
    assert "They may leave us." in browser.get(kept.location).text


def test_only_those_who_look_after_ideas_act(
    browser: Browser, app: Flask, idea: Idea, ada: User, jun: User
) -> None:
    for what in ("reply", "sort", "note"):
        for person in (ada, jun):
            assert Browser(app).sign_in(person).post(act(idea, what)).status_code == 403
        assert browser.post(act(idea, what), {"body": "Words."}).status_code == 401
    hidden = act(idea, "reply").replace(idea.reference, "H-999")
    assert Browser(app).sign_in(jun).post(hidden).status_code == 404


def test_somebody_merged_it_meanwhile(browser: Browser, idea: Idea, ben: User, marta: User) -> None:
    written = draft("Bank link expiry warning")
    with writing():
        twin = submit(written, board=idea.board, author=ben)
    with writing():
        twin.merged_into_id = idea.id
    page = browser.sign_in(marta).post(act(twin), {"body": "We look at it.", "version": "1"})
    assert page.status_code == 409
    assert "no longer decided by itself" in page.text
    assert "We look at it." in page.text


def test_an_internal_note_is_not_an_answer(idea: Idea, marta: User) -> None:
    said = words("They may leave us.")
    with writing():
        comment(idea, said, author=marta, kind=CommentKind.INTERNAL)
    assert as_it_is(idea).first_answered_at is None
    assert as_it_is(idea).version == 1
