"""A program posts where everything is looked at first: it is told so, and nobody else anything."""

from __future__ import annotations

from app.ideas.models import Board, Idea
from app.people.models import User
from tests.api.programs import Program
from tests.triage.held import ask, moderate


def test_an_idea_waits_and_says_so(adas: Program, bens: Program, board: Board) -> None:
    moderate(board)
    posted = bens.post("/ideas", json={"title": "A quiet night mode", "board": "product"})
    assert posted.status_code == 201
    assert posted.json["state"] == "pending"
    here = f"/ideas/{posted.json['id']}"
    assert bens.get(here).json["state"] == "pending"
    assert adas.get(here).status_code == 404
    for program in (adas, bens):
        assert program.get("/ideas").json["items"] == []
        assert program.get("/ideas", query_string={"q": "quiet"}).json["items"] == []


def test_a_comment_waits_and_says_so(
    adas: Program, bens: Program, board: Board, ada: User, idea: Idea
) -> None:
    other = ask(board, ada, "Something else")
    moderate(board)
    here = f"/ideas/{other.uid}/comments"
    posted = bens.post(here, json={"body": "Us too"})
    assert (posted.status_code, posted.json["state"]) == (201, "pending")
    assert [each["body"] for each in bens.get(here).json["items"]] == ["Us too"]
    assert adas.get(here).json["items"] == []
