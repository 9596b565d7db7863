from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Board, Idea
from tests.api.programs import Program


def number_of_ideas() -> int:
    session.rollback()
    return session.scalar(select(func.count(Idea.id))) or 0


def test_an_idea_is_posted_with_its_authors_vote(adas: Program, board: Board):
    posted = adas.post("/ideas", json={"board": "product", "title": "Dark mode", "body": "*Soon*"})
    assert posted.status_code == 201
    assert posted.json["body_html"] == "<p><em>Soon</em></p>\n"
    assert (posted.json["votes"], posted.json["viewer_voted"]) == (1, True)
    assert posted.headers["Location"] == f"/api/v1/ideas/{posted.json['id']}"
    found = adas.get(posted.headers["Location"].removeprefix("/api/v1"))
    assert found.json == posted.json


def test_an_external_id_is_taken_once_a_board(
    juns: Program, board: Board, staff_board: Board, adas: Program
):
    wanted = {"board": "product", "title": "Dark mode", "external_id": "T-1"}
    assert adas.post("/ideas", json=wanted).json["external_id"] == "T-1"
    again = adas.post("/ideas", json=wanted)
    assert again.status_code == 409
    assert again.content_type == "application/problem+json"
    assert juns.post("/ideas", json={**wanted, "board": "inside"}).status_code == 201
    assert number_of_ideas() == 2


def test_external_ids_may_be_left_out_or_null(adas: Program, board: Board):
    for wanted in ({}, {"external_id": None}, {}):
        posted = adas.post("/ideas", json={"board": "product", "title": "Dark mode", **wanted})
        assert posted.json["external_id"] is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "ab"}, "title"),
        ({"title": "    "}, "title"),
        ({"title": "a\u202eb c"}, "title"),
        ({"title": "a\u0000bc"}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": 5}, "title"),
        ({"title": None}, "title"),
        ({"title": ["Dark mode"]}, "title"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": 10**400}, "body"),
        ({"external_id": ""}, "external_id"),
        ({"external_id": "a\nb"}, "external_id"),
        ({"board": 1}, "board"),
        ({"is_admin": True}, "is_admin"),
        ({"votes": 1000}, "votes"),
        ({"author_id": 1}, "author_id"),
        ({"state": "published"}, "state"),
    ],
)
def test_wrong_fields_are_named_and_nothing_is_posted(
    adas: Program, board: Board, wrong: dict[str, object], field: str
):
    refused = adas.post("/ideas", json={"board": "product", "title": "Dark mode", **wrong})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == [field]
    assert number_of_ideas() == 0


def test_missing_fields_are_named(adas: Program, board: Board):
    assert set(adas.post("/ideas", json={}).json["errors"]) == {"board", "title"}
    assert set(adas.post("/ideas").json["errors"]) == {"board", "title"}


def test_a_hidden_board_is_as_missing_as_no_board(adas: Program, contosos_board: Board):
    hidden, missing = (
        adas.post("/ideas", json={"board": slug, "title": "Dark mode"})
        for slug in ("contoso", "nowhere")
    )
    assert hidden.status_code == missing.status_code == 404
    assert hidden.data == missing.data
    assert number_of_ideas() == 0


def test_an_archived_board_takes_no_ideas(adas: Program, board: Board):
    with writing():
        board.archived_at = now()
    refused = adas.post("/ideas", json={"board": "product", "title": "Kilometre log"})
    assert refused.status_code == 409
    assert "no longer takes ideas" in refused.json["detail"]
    assert number_of_ideas() == 0
