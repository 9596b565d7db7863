from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.ideas.models import Idea, Topic
from app.people.models import User
from app.votes import service as votes
from tests.api.programs import Program, token_of


@pytest.fixture
def billing(app: Flask) -> Topic:
    with writing():
        topic = Topic(slug="billing", name="Billing")
        session.add(topic)
    return topic


def test_its_author_changes_its_words(adas: Program, idea: Idea):
    edited = adas.patch("/ideas/H-1", json={"title": "Warn me early"})
    assert edited.status_code == 200
    assert edited.json["title"] == "Warn me early"
    assert edited.json["body"] == "A week ahead would do."
    assert edited.json["version"] == 2
    assert edited.headers["ETag"] == '"2"'
    assert adas.get("/ideas/H-1").json == edited.json


@pytest.mark.parametrize("if_match", ['"1"', "1", 'W/"1"', "*"])
def test_the_version_that_was_read_may_be_changed(adas: Program, idea: Idea, if_match: str):
    edited = adas.patch("/ideas/H-1", json={"body": "Soon"}, headers={"If-Match": if_match})
    assert edited.status_code == 200


def test_an_older_version_may_not(adas: Program, martas: Program, idea: Idea):
    adas.patch("/ideas/H-1", json={"body": "First"}, headers={"If-Match": '"1"'})
    for wanted in ({"body": "Second"}, {"tags": ["late"]}):
        stale = martas.patch("/ideas/H-1", json=wanted, headers={"If-Match": '"1"'})
        assert stale.status_code == 412
        assert stale.content_type == "application/problem+json"
    shown = adas.get("/ideas/H-1").json
    assert (shown["body"], shown["tags"]) == ("First", [])


def test_a_version_that_is_none_is_refused(adas: Program, idea: Idea):
    refused = adas.patch("/ideas/H-1", json={"body": "x"}, headers={"If-Match": "yesterday"})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["If-Match"]


def test_others_may_not_change_it_whatever_they_send(bens: Program, juns: Program, idea: Idea):
    for program in (bens, juns):
        assert program.patch("/ideas/H-1", json={"title": "Mine now"}).status_code == 403
        assert program.patch("/ideas/H-1", json={"nonsense": 1}).status_code == 403
        assert program.patch("/ideas/H-1", data="{", content_type="text/csv").status_code == 403


def test_words_that_others_voted_for_are_the_managers(
    adas: Program, martas: Program, idea: Idea, ben: User
):
    with writing():
        votes.cast(idea, voter=ben)
    assert adas.patch("/ideas/H-1", json={"title": "Something else"}).status_code == 403
    assert martas.patch("/ideas/H-1", json={"title": "Clearer words"}).status_code == 200


def test_managers_set_topic_and_tags(martas: Program, idea: Idea, billing: Topic):
    sorted_ = martas.patch("/ideas/H-1", json={"topic": "billing", "tags": ["bank", " bank "]})
    assert sorted_.json["topic"] == "billing"
    assert sorted_.json["tags"] == ["bank"]
    assert martas.patch("/ideas/H-1", json={"topic": None}).json["topic"] is None
    unknown = martas.patch("/ideas/H-1", json={"topic": "nothing"})
    assert unknown.status_code == 422
    assert list(unknown.json["errors"]) == ["topic"]


def test_topic_and_tags_are_not_its_authors(adas: Program, idea: Idea, ada: User, app: Flask):
    assert adas.patch("/ideas/H-1", json={"tags": ["urgent"]}).status_code == 403
    triage = Program(app, token_of(ada, "triage"))
    assert triage.patch("/ideas/H-1", json={"tags": ["urgent"]}).status_code == 403


def test_words_need_the_scope_write_and_tags_the_scope_triage(app: Flask, marta: User, idea: Idea):
    writes, sorts = (Program(app, token_of(marta, scope)) for scope in ("write", "triage"))
    assert writes.patch("/ideas/H-1", json={"title": "Clearer words"}).status_code == 200
    assert writes.patch("/ideas/H-1", json={"tags": ["bank"]}).status_code == 403
    assert sorts.patch("/ideas/H-1", json={"tags": ["bank"]}).status_code == 200
    assert sorts.patch("/ideas/H-1", json={"title": "Other words"}).status_code == 403


def test_nothing_else_can_be_changed(martas: Program, idea: Idea):
    for column in ("status", "votes", "author", "board", "version", "is_listed", "deleted_at"):
        refused = martas.patch("/ideas/H-1", json={column: "1"})
        assert refused.status_code == 422
        assert list(refused.json["errors"]) == [column]
    assert session.scalars(select(Idea.version)).one() == 1


def test_a_managers_edit_is_logged_and_the_authors_own_is_not(
    adas: Program, martas: Program, idea: Idea, marta: User
):
    edits = select(AuditEntry).where(AuditEntry.action == "idea.edit")
    adas.patch("/ideas/H-1", json={"title": "Warn me early"})
    assert session.scalars(edits).all() == []

    martas.patch("/ideas/H-1", json={"title": "Warn of bank links that expire"})
    entry = session.scalars(edits).one()
    assert (entry.actor_id, entry.subject) == (marta.id, f"ideas:{idea.uid}")
    assert entry.before == {"title": "Warn me early", "body": "A week ahead would do."}
    assert entry.after == {
        "title": "Warn of bank links that expire",
        "body": "A week ahead would do.",
        "version": 3,
    }
