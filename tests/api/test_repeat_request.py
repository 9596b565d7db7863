"""An Idempotency-Key makes a repeated POST change nothing twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.api.jobs import KEPT_FOR, forget_old_keys
from app.api.models import IdempotencyKey
from app.core.clock import now
from app.core.db import session
from app.ideas.models import Board, Comment, Idea, StatusChange
from app.people.models import User
from tests.api.programs import Program, token_of

KEY = {"Idempotency-Key": "a key of my own"}
WANTED = {"board": "product", "title": "Dark mode", "external_id": "T-1"}


def how_many(table: type[Idea] | type[Comment] | type[StatusChange]) -> int:
    session.rollback()
    return session.scalar(select(func.count(table.id))) or 0


def test_fifty_at_once_make_one_idea_and_get_one_answer(app: Flask, ada: User, board: Board):
    token = token_of(ada, "write")

    def post(_turn: int) -> TestResponse:
        return Program(app, token).post("/ideas", json=WANTED, headers=KEY)

    with ThreadPoolExecutor(max_workers=25) as threads:
        answers = list(threads.map(post, range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert how_many(Idea) == 1


def test_comments_and_status_changes_are_not_repeated_either(martas: Program, idea: Idea):
    said, decided = {"body": "Soon"}, {"status": "planned", "note": "In spring"}
    for at, wanted in (("/ideas/H-1/comments", said), ("/ideas/H-1/status", decided)):
        key = {"Idempotency-Key": at}
        first = martas.post(at, json=wanted, headers=key)
        again = martas.post(at, json=wanted, headers=key)
        assert (first.status_code, first.data) == (again.status_code, again.data)
        assert "Idempotent-Replay" not in first.headers
        assert again.headers["Idempotent-Replay"] == "true"
    assert (how_many(Comment), how_many(StatusChange)) == (1, 1)


def test_a_key_belongs_to_one_request(adas: Program, board: Board, idea: Idea):
    adas.post("/ideas", json=WANTED, headers=KEY)
    for at, wanted in (
        ("/ideas", {**WANTED, "title": "Light mode"}),
        ("/ideas/H-1/comments", {"body": "Soon"}),
    ):
        refused = adas.post(at, json=wanted, headers=KEY)
        assert refused.status_code == 422
        assert list(refused.json["errors"]) == ["Idempotency-Key"]
    assert how_many(Idea) == 2


def test_a_key_belongs_to_one_person(adas: Program, bens: Program, board: Board):
    wanted = {"board": "product", "title": "Dark mode"}
    adas.post("/ideas", json=wanted, headers=KEY)
    assert bens.post("/ideas", json=wanted, headers=KEY).status_code == 201
    assert how_many(Idea) == 2


def test_a_refusal_is_not_kept(adas: Program, board: Board):
    wrong = {"board": "product", "title": "no"}
    assert adas.post("/ideas", json=wrong, headers=KEY).status_code == 422
    assert adas.post("/ideas", json=WANTED, headers=KEY).status_code == 201


def test_a_key_that_is_too_long_is_refused(adas: Program, board: Board):
    refused = adas.post("/ideas", json=WANTED, headers={"Idempotency-Key": "k" * 256})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["Idempotency-Key"]


def test_an_answer_is_not_given_to_a_token_that_may_read_less(app: Flask, marta: User, idea: Idea):
    wide, narrow = (
        Program(app, token_of(marta, *scopes)) for scopes in (("write", "triage"), ("write",))
    )
    wide.post("/ideas/H-1/comments", json={"body": "Soon"}, headers=KEY)
    refused = narrow.post("/ideas/H-1/comments", json={"body": "Soon"}, headers=KEY)
    assert refused.status_code == 422


def test_old_keys_are_forgotten(adas: Program, board: Board):
    adas.post("/ideas", json={**WANTED, "external_id": "T-2"}, headers=KEY)
    with time_machine.travel(now() + KEPT_FOR + timedelta(minutes=1)):
        forget_old_keys()
    session.rollback()
    assert session.scalar(select(func.count(IdempotencyKey.id))) == 0
