from __future__ import annotations

from app.core.db import writing
from app.ideas.models import Board, Idea, Phase
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from tests.api.conftest import PostIdea
from tests.api.programs import Program
from tests.duplicates.conftest import merge
from tests.ideas.many import move


def test_a_manager_merges_and_takes_it_back(martas: Program, idea: Idea, post_idea: PostIdea):
    target = post_idea("The better words")
    merged = martas.post("/ideas/H-1/merge", json={"into": "H-2", "note": "The same."})
    assert merged.status_code == 200
    assert (merged.json["id"], merged.json["merged_into"]) == (str(idea.uid), str(target.uid))
    back = martas.post("/ideas/H-1/unmerge")
    assert (back.status_code, back.json["merged_into"]) == (200, None)
    assert martas.post("/ideas/H-1/unmerge").status_code == 409
    by_id = martas.post(f"/ideas/{idea.uid}/merge", json={"into": str(target.uid)})
    assert by_id.status_code == 200


def test_the_same_key_merges_once(martas: Program, idea: Idea, post_idea: PostIdea):
    post_idea("The better words")
    headers = {"Idempotency-Key": "a"}
    for again in (False, True):
        merged = martas.post("/ideas/H-1/merge", json={"into": "H-2"}, headers=headers)
        assert merged.status_code == 200
        assert ("Idempotent-Replay" in merged.headers) is again
    assert martas.post("/ideas/H-1/merge", json={"into": "H-2"}).status_code == 409


def test_a_target_that_cannot_be_is_named(
    martas: Program, idea: Idea, post_idea: PostIdea, marta: User
):
    target = post_idea("The better words")
    for into in ("H-99", "nonsense", str(idea.board.uid), "H-1"):
        refused = martas.post("/ideas/H-1/merge", json={"into": into})
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["into"])
    for sent in ({}, {"into": 2}, {"into": "H-2", "more": 1}, {"into": ""}):
        assert martas.post("/ideas/H-1/merge", json=sent).status_code == 422
    merge(target, idea, marta)
    circle = martas.post("/ideas/H-1/merge", json={"into": "H-2"})
    assert circle.status_code == 409
    assert "H-2 was merged into H-1 by Marta de Vries" in circle.json["detail"]


def test_a_wider_board_is_accepted_on_purpose(
    martas: Program, idea: Idea, staff_board: Board, jun: User
):
    with writing():
        submit(draft("Banks end links silently"), board=staff_board, author=jun)
    refused = martas.post("/ideas/H-2/merge", json={"into": "H-1"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["accepts_wider"])
    merged = martas.post("/ideas/H-2/merge", json={"into": "H-1", "accepts_wider": True})
    assert merged.status_code == 200


def test_others_may_not(adas: Program, juns: Program, idea: Idea, contosos_idea: Idea):
    for program in (adas, juns):
        assert program.post("/ideas/H-1/merge", json={"into": "H-2"}).status_code == 403
        assert program.post("/ideas/H-1/unmerge").status_code == 403
    hidden = adas.post(f"/ideas/{contosos_idea.uid}/merge", json={"into": "H-1"})
    assert hidden.status_code == 404


def test_a_merged_idea_mirrors_its_target(
    adas: Program, bens: Program, idea: Idea, post_idea: PostIdea, marta: User, ben: User
):
    target = post_idea("The better words")
    bens.put("/ideas/H-2/vote")
    merge(idea, target, marta)
    move(target, Phase.PLANNED, actor=marta)
    shown = bens.get("/ideas/H-1").json
    assert (shown["status"], shown["phase"], shown["votes"]) == ("planned", "planned", 2)
    assert shown["viewer_voted"] is True
    assert bens.put("/ideas/H-1/vote").status_code == 409


def test_a_target_one_does_not_see_is_not_named(
    adas: Program, idea: Idea, post_idea: PostIdea, staff_board: Board, marta: User
):
    target = post_idea("The better words")
    merge(idea, target, marta)
    with writing():
        target.board_id = staff_board.id
    shown = adas.get("/ideas/H-1")
    assert shown.status_code == 200
    assert (shown.json["merged_into"], shown.json["votes"]) == (None, 1)
