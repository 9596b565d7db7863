from __future__ import annotations

import pytest
from flask import Flask

from app.ideas.models import Idea
from app.people.models import User
from tests.api.programs import Program, token_of


def said(program: Program, query: str = "") -> list[str]:
    return [
        comment["body"] for comment in program.get(f"/ideas/H-1/comments?{query}").json["items"]
    ]


def test_a_comment_joins_the_conversation(adas: Program, bens: Program, idea: Idea):
    posted = bens.post("/ideas/H-1/comments", json={"body": "Us **too**"})
    assert posted.status_code == 201
    names = {"id", "kind", "state", "author", "body", "body_html", "created_at"}
    assert set(posted.json) == names
    assert posted.json["body_html"] == "<p>Us <strong>too</strong></p>\n"
    assert adas.get("/ideas/H-1/comments").json == {"items": [posted.json], "next": None}
    assert posted.json["author"]["name"] == "Ben O."


def test_internal_notes_are_never_shown_to_customers(
    adas: Program, juns: Program, martas: Program, idea: Idea
):
    adas.post("/ideas/H-1/comments", json={"body": "When?"})
    note = juns.post("/ideas/H-1/comments", json={"body": "Sales asks too", "kind": "internal"})
    martas.post("/ideas/H-1/comments", json={"body": "In spring", "kind": "official"})
    assert note.status_code == 201
    assert said(juns) == said(martas) == ["When?", "Sales asks too", "In spring"]
    assert said(adas) == ["When?", "In spring"]
    assert "Sales" not in adas.get("/ideas/H-1").text


@pytest.mark.parametrize("kind", ["internal", "official"])
def test_customers_write_public_words_only(app: Flask, ada: User, idea: Idea, kind: str):
    program = Program(app, token_of(ada, "read", "write", "triage"))
    assert program.post("/ideas/H-1/comments", json={"body": "x", "kind": kind}).status_code == 403
    assert said(program) == []


def test_words_of_the_company_need_the_scope_triage(app: Flask, marta: User, idea: Idea):
    writes = Program(app, token_of(marta, "read", "write"))
    assert writes.post("/ideas/H-1/comments", json={"body": "Hello"}).status_code == 201
    for kind in ("internal", "official"):
        refused = writes.post("/ideas/H-1/comments", json={"body": "Hello", "kind": kind})
        assert refused.status_code == 403
    sorts = Program(app, token_of(marta, "triage"))
    assert sorts.post("/ideas/H-1/comments", json={"body": "Hello"}).status_code == 403
    note = {"body": "Hello", "kind": "internal"}
    assert sorts.post("/ideas/H-1/comments", json=note).status_code == 201


def test_the_conversation_comes_in_pages(adas: Program, bens: Program, idea: Idea):
    for number in range(5):
        bens.post("/ideas/H-1/comments", json={"body": f"Word {number}"})
    first = adas.get("/ideas/H-1/comments?limit=3").json
    assert [comment["body"] for comment in first["items"]] == ["Word 0", "Word 1", "Word 2"]
    assert said(adas, f"limit=3&cursor={first['next']}") == ["Word 3", "Word 4"]


@pytest.mark.parametrize(
    "wrong", [{"body": ""}, {"body": " \n"}, {"body": "\u0000"}, {"body": "x" * 20_001}]
)
def test_no_words_or_too_many_are_refused(bens: Program, idea: Idea, wrong: dict[str, str]):
    refused = bens.post("/ideas/H-1/comments", json=wrong)
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["body"]


def test_a_hidden_ideas_conversation_is_hidden(adas: Program, contosos_idea: Idea):
    at = f"/ideas/{contosos_idea.uid}/comments"
    assert adas.get(at).status_code == 404
    assert adas.post(at, json={"body": "Hello"}).status_code == 404
    assert adas.post(at, json={"kind": 5}).status_code == 404
