"""“This is not what I meant”: who may say it, and what becomes of it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session, writing
from app.core.errors import Conflict
from app.duplicates.models import Objection
from app.duplicates.queries import open_objections, present_merge
from app.duplicates.service.objections import keep_merge, object_to
from app.ideas.models import Idea
from app.ideas.service.drafts import words
from app.ideas.urls import idea_url
from app.people.models import User
from app.votes import service as votes
from tests.browsers import Browser
from tests.duplicates.conftest import merge, unmerge
from tests.personas import make_person

PAGE = "/ideas/H-2/not-what-i-meant"


@pytest.fixture
def merged(idea: Idea, twin: Idea, marta: User) -> Idea:
    merge(twin, idea, marta)
    return twin


def test_whoever_asked_says_that_it_is_different(
    app: Flask, merged: Idea, idea: Idea, ben: User, marta: User
) -> None:
    bens = Browser(app).sign_in(ben)
    page = bens.get(PAGE)
    assert page.status_code == 200
    assert "Tell me when a bank link ends" in page.text
    sent = bens.post(PAGE, {"words": "Mine is about loans."})
    assert (sent.status_code, sent.location) == (303, idea_url(merged))

    (objection,) = open_objections(marta)
    assert (objection.words, objection.user.name) == ("Mine is about loans.", "Ben Okri")
    assert objection.merge.source.reference == "H-2"
    assert objection.merge.target.reference == "H-1"


def test_later_words_replace_the_first(app: Flask, merged: Idea, ben: User, marta: User) -> None:
    bens = Browser(app).sign_in(ben)
    bens.post(PAGE, {"words": "Mine is about loans."})
    assert "Mine is about loans." in bens.get(PAGE).text
    bens.post(PAGE, {"words": "Mine is about mortgages."})
    assert [each.words for each in open_objections(marta)] == ["Mine is about mortgages."]


def test_nothing_said_is_asked_for_again(app: Flask, merged: Idea, ben: User) -> None:
    refused = Browser(app).sign_in(ben).post(PAGE, {"words": "  "})
    assert refused.status_code == 422
    assert "Write a few words first." in refused.text


def test_a_voter_and_a_represented_customer_may_too(
    app: Flask, merged: Idea, idea: Idea, jun: User, ada: User, marta: User
) -> None:
    fay = make_person("Fay Weldon")
    with writing():
        merged.on_behalf_of_id = fay.id
    unmerge(merged, marta)
    with writing():
        votes.cast(merged, voter=jun)
    merge(merged, idea, marta)
    for person, status in ((jun, 200), (fay, 200), (ada, 403), (marta, 403)):
        assert Browser(app).sign_in(person).get(PAGE).status_code == status, person.name
    assert Browser(app).get(PAGE).status_code == 302
    assert Browser(app).sign_in(ada).post(PAGE, {"words": "No."}).status_code == 403


def test_an_idea_that_stands_by_itself_has_nothing_to_object_to(
    app: Flask, idea: Idea, twin: Idea, ben: User, marta: User
) -> None:
    bens = Browser(app).sign_in(ben)
    assert (bens.get(PAGE).status_code, bens.get(PAGE).location) == (302, idea_url(twin))
    assert bens.post(PAGE, {"words": "No."}).status_code == 303
    assert open_objections(marta) == []


def test_undoing_settles_what_was_said(merged: Idea, ben: User, marta: User) -> None:
    link, said = present_merge(merged), words("Mine is about loans.")
    with writing():
        object_to(link, words=said, actor=ben)
    unmerge(merged, marta)
    assert open_objections(marta) == []
    assert session.scalar(select(Objection.settled_by_id)) == marta.id
    with pytest.raises(Conflict, match="stands by itself again"), writing():
        object_to(link, words=said, actor=ben)


def test_a_manager_keeps_a_merge_and_one_may_object_again(
    app: Flask, merged: Idea, idea: Idea, ben: User, marta: User, jun: User
) -> None:
    link, said = present_merge(merged), words("Mine is about loans.")
    with writing():
        objection = object_to(link, words=said, actor=ben)
    address = f"/manage/objections/{objection.uid}/keep"
    assert Browser(app).post(address).location.startswith("/sign-in")
    for person in (ben, jun):
        assert Browser(app).sign_in(person).post(address).status_code == 403
    martas = Browser(app).sign_in(marta)
    kept = martas.post(address, {"next": "/me"})
    assert (kept.status_code, kept.location) == (303, "/me")
    assert open_objections(marta) == []
    assert martas.post(address).status_code == 409
    assert martas.post(f"/manage/objections/{idea.uid}/keep").status_code == 404
    with writing():
        object_to(link, words=said, actor=ben)
    (again,) = open_objections(marta)
    with writing():
        keep_merge(again, actor=marta)
    assert open_objections(marta) == []
