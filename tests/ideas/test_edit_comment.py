"""One's own comment said in other words, in place: under the rules of a new one, and told to
nobody."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Comment, CommentKind, Held, Idea, Moderation, State
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.ideas.service.moderate import let_through, turn_down
from app.ideas.urls import idea_url
from app.people.models import User
from app.people.service.standing import block
from app.telling.models import Delivery, Update
from tests.browsers import Browser
from tests.people.test_erase_person import dump
from tests.triage.held import moderate, now_of, say

FIRST, OTHER = "It hapens to us too.", "It happens to us, *too*."
LINKS = "See https://one.example https://two.example and www.three.example"


def at(posted: Comment, idea: Idea) -> str:
    return f"/ideas/{idea.reference}/comments/{posted.uid}/edit"


def form(posted: Comment, body: str = OTHER) -> dict[str, str]:
    return {"body": body, "version": str(now_of(posted).version)}


@pytest.fixture
def posted(idea: Idea, ben: User) -> Comment:
    return say(idea, ben, FIRST)


def test_it_is_changed_where_it_stands_and_says_so(
    app: Flask, idea: Idea, posted: Comment, ben: User
) -> None:
    news = session.scalar(select(func.count(Update.id)))
    here = Browser(app).sign_in(ben)
    page = here.get(idea_url(idea)).text
    assert f'action="{at(posted, idea)}"' in page
    assert "edited" not in Browser(app).get(idea_url(idea)).text
    sent = re.search(r'name="version" value="(\d+)">\s*<label class="vh" for="words-', page)[1]
    answer = here.post(at(posted, idea), {"body": OTHER, "version": sent})
    assert answer.status_code == 303
    assert answer.location == f"{idea_url(idea)}#comment-{posted.uid}"
    page = Browser(app).get(idea_url(idea)).text
    assert "It happens to us, <em>too</em>." in page
    assert "<span>edited</span>" in page
    assert "1 comment<" in page
    assert "hapens" not in dump(), "what it said is not kept"
    assert session.scalar(select(func.count(Update.id))) == news
    assert (
        session.scalars(select(AuditEntry).where(AuditEntry.action.like("comment.%"))).all() == []
    )


def test_the_same_words_change_nothing(app: Flask, idea: Idea, posted: Comment, ben: User) -> None:
    here = Browser(app).sign_in(ben)
    assert here.post(at(posted, idea), form(posted, FIRST)).status_code == 303
    assert now_of(posted).edited_at is None


@pytest.mark.parametrize("body", ["  ", "x" * 20_001])
def test_a_refused_text_stays_typed(
    app: Flask, idea: Idea, posted: Comment, ben: User, body: str
) -> None:
    answer = Browser(app).sign_in(ben).post(at(posted, idea), form(posted, body))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert body.strip() in answer.text
    assert now_of(posted).body == FIRST


def test_of_two_tabs_the_second_looks_again(
    app: Flask, idea: Idea, posted: Comment, ben: User
) -> None:
    here = Browser(app).sign_in(ben)
    one, two = form(posted), form(posted, "Something else.")
    assert here.post(at(posted, idea), one).status_code == 303
    late = here.post(at(posted, idea), two)
    assert late.status_code == 412
    assert "Something else." in late.text
    assert now_of(posted).body == OTHER


def test_it_is_nobody_elses_to_change(
    app: Flask, idea: Idea, posted: Comment, ada: User, jun: User, marta: User, root: User
) -> None:
    for person in (ada, jun, marta, root):
        other = Browser(app).sign_in(person)
        assert at(posted, idea) not in other.get(idea_url(idea)).text
        assert other.get(at(posted, idea)).status_code == 403
        assert other.post(at(posted, idea), form(posted)).status_code == 403
    stranger = Browser(app)
    assert stranger.get(at(posted, idea)).status_code == 302
    assert now_of(posted).body == FIRST


@pytest.mark.parametrize("kind", [CommentKind.OFFICIAL, CommentKind.DIRECT, CommentKind.INTERNAL])
def test_answers_and_notes_stay_as_they_are(
    app: Flask, idea: Idea, marta: User, kind: CommentKind
) -> None:
    with writing():
        posted = comment(idea, words(FIRST), author=marta, kind=kind)
    here = Browser(app).sign_in(marta)
    assert at(posted, idea) not in here.get(idea_url(idea)).text
    assert here.post(at(posted, idea), form(posted)).status_code == 403
    assert now_of(posted).body == FIRST


def test_who_is_blocked_and_whom_the_conversation_is_closed_to_cannot(
    app: Flask, idea: Idea, posted: Comment, ben: User, marta: User
) -> None:
    here = Browser(app).sign_in(ben)
    with writing():
        idea.locked_at = now()
    assert at(posted, idea) not in here.get(idea_url(idea)).text
    assert here.post(at(posted, idea), form(posted)).status_code == 409
    with writing():
        idea.locked_at = None
        block(ben, actor=marta)
    assert at(posted, idea) not in here.get(idea_url(idea)).text
    assert here.post(at(posted, idea), form(posted)).status_code == 403
    assert now_of(posted).body == FIRST


def test_where_all_is_looked_at_first_other_words_are_too(
    app: Flask, idea: Idea, posted: Comment, ben: User, marta: User
) -> None:
    moderate(idea.board)
    here = Browser(app).sign_in(ben)
    told = here.post(at(posted, idea), form(posted), follow_redirects=True)
    assert "Somebody looks at it first." in told.text
    assert (now_of(posted).state, posted.held_because) == (State.PENDING, Held.ALL)
    page = Browser(app).get(idea_url(idea)).text
    assert "happens" not in page
    assert "No comments yet" in page
    assert at(posted, idea) not in here.get(idea_url(idea)).text
    again = here.post(at(posted, idea), form(posted, "Read this, publish that."))
    assert again.status_code == 409, "what is read is what is published"
    deliveries = session.scalar(select(func.count(Delivery.id)))
    with writing():
        let_through(posted, idea, version=posted.version, actor=marta)
    assert "<span>edited</span>" in Browser(app).get(idea_url(idea)).text
    told_of_it = session.scalars(select(Delivery.user_id).order_by(Delivery.id)).all()[deliveries:]
    assert set(told_of_it) == {ben.id}, "as of anything of theirs that was looked at"


def test_what_was_turned_down_is_sent_again(app: Flask, idea: Idea, ben: User, marta: User) -> None:
    moderate(idea.board, Moderation.FIRST)
    posted = say(idea, ben, FIRST)
    with writing():
        turn_down(posted, idea, words("Say where."), version=posted.version, actor=marta)
    here = Browser(app).sign_in(ben)
    assert "Send it again" in here.get(idea_url(idea)).text
    assert "Say where." in here.get(at(posted, idea)).text
    here.post(at(posted, idea), form(posted, LINKS))
    assert (now_of(posted).state, posted.refusal) == (State.PENDING, "")
    assert posted.edited_at is None, "nobody read what it said before"


def test_friendly_words_are_no_way_in_for_links(app: Flask, idea: Idea, ben: User) -> None:
    posted = say(idea, ben, FIRST)
    here = Browser(app).sign_in(ben)
    here.post(at(posted, idea), form(posted, LINKS))
    assert (now_of(posted).state, posted.held_because) == (State.PENDING, Held.LINKS)
    assert "one.example" not in Browser(app).get(idea_url(idea)).text


def test_who_is_known_by_something_else_may_add_links(app: Flask, idea: Idea, ben: User) -> None:
    posted = say(idea, ben, FIRST)
    say(idea, ben, "Another one.")
    Browser(app).sign_in(ben).post(at(posted, idea), form(posted, LINKS))
    assert now_of(posted).state is State.PUBLISHED


def test_what_was_removed_is_not_there_to_change(
    app: Flask, idea: Idea, posted: Comment, ben: User
) -> None:
    here, sent = Browser(app).sign_in(ben), form(posted)
    here.post(f"/ideas/{idea.reference}/comments/{posted.uid}/remove")
    assert here.get(at(posted, idea)).status_code == 404
    assert here.post(at(posted, idea), sent).status_code == 404
