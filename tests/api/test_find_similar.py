from __future__ import annotations

import pytest

from app.ideas.models import Board, Idea
from tests.api.conftest import PostIdea
from tests.api.programs import Program

FIELDS = {"id", "external_id", "title", "url", "status", "people", "score", "why", "likely"}


def test_likely_ideas_come_first_with_the_words_they_share(adas: Program, post_idea: PostIdea):
    wanted = post_idea("Export invoices as PDF", external_id="T-7")
    post_idea("Dark mode")
    (hit,) = adas.post("/ideas/similar", json={"title": "pdf export of invoices"}).json["items"]
    assert set(hit) == FIELDS
    assert (hit["id"], hit["external_id"]) == (str(wanted.uid), "T-7")
    assert (hit["status"], hit["people"]) == ("new", 1)
    assert 0 <= hit["score"] <= 1
    assert {word.lower() for word in hit["why"]} >= {"export", "invoices", "pdf"}
    assert isinstance(hit["likely"], bool)


def test_hidden_ideas_are_left_out(adas: Program, bens: Program, contosos_idea: Idea):
    asked = {"title": "single sign-on for contoso"}
    assert adas.post("/ideas/similar", json=asked).json["items"] == []
    assert len(bens.post("/ideas/similar", json=asked).json["items"]) == 1


def test_a_board_narrows_the_search(juns: Program, post_idea: PostIdea, staff_board: Board):
    post_idea("Export invoices as PDF")
    asked = {"title": "export invoices"}
    assert juns.post("/ideas/similar", json={**asked, "board": "inside"}).json["items"] == []
    assert len(juns.post("/ideas/similar", json={**asked, "board": "product"}).json["items"]) == 1
    assert juns.post("/ideas/similar", json={**asked, "board": "nowhere"}).status_code == 404


def test_no_more_than_asked_for(adas: Program, post_idea: PostIdea):
    for number in range(4):
        post_idea(f"Export invoices as PDF, part {number}")
    asked = {"title": "export invoices", "limit": 2}
    assert len(adas.post("/ideas/similar", json=asked).json["items"]) == 2


def test_empty_and_odd_words_find_nothing(adas: Program, post_idea: PostIdea):
    post_idea("Export invoices as PDF")
    for title in ("", " ", "\u0000", "*", "/.*/", "AND OR NOT", "title:*"):
        found = adas.post("/ideas/similar", json={"title": title, "body": "*"})
        assert (found.status_code, found.json["items"]) == (200, [])


@pytest.mark.parametrize("limit", [0, 21, -1, 10**400, 2.5, "5", True, None])
def test_limits_out_of_range_are_refused(adas: Program, board: Board, limit: object):
    refused = adas.post("/ideas/similar", json={"title": "export", "limit": limit})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["limit"]
