from __future__ import annotations

from datetime import datetime

from flask import Flask

from app.core.clock import now
from app.core.db import writing
from app.ideas.models import Board, Idea, State
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from tests.api.conftest import PostIdea
from tests.api.programs import Program, token_of


def test_it_is_found_by_id_and_by_reference(adas: Program, idea: Idea):
    by_reference = adas.get("/ideas/H-1")
    by_id = adas.get(f"/ideas/{idea.uid}")
    assert by_reference.status_code == by_id.status_code == 200
    assert by_reference.json == by_id.json
    assert by_id.json["id"] == str(idea.uid)
    assert by_id.headers["ETag"] == f'"{idea.version}"'


def test_times_are_utc(adas: Program, idea: Idea):
    shown = datetime.fromisoformat(adas.get("/ideas/H-1").json["created_at"])
    assert shown.utcoffset().total_seconds() == 0
    assert abs((shown - now()).total_seconds()) < 60


def test_a_merged_idea_says_where_it_went(adas: Program, idea: Idea, post_idea: PostIdea):
    target = post_idea("The better words")
    with writing():
        idea.merged_into_id = target.id
    shown = adas.get("/ideas/H-1")
    assert shown.status_code == 200
    assert shown.json["merged_into"] == str(target.uid)
    assert [listed["title"] for listed in adas.get("/ideas").json["items"]] == ["The better words"]


def test_what_is_hidden_is_as_missing_as_what_does_not_exist(
    adas: Program, idea: Idea, contosos_idea: Idea
):
    missing = adas.get("/ideas/H-999")
    assert missing.status_code == 404
    for name in (contosos_idea.reference, contosos_idea.uid, idea.board.uid, "nonsense", "H-0"):
        hidden = adas.get(f"/ideas/{name}")
        assert hidden.status_code == 404
        assert hidden.data == missing.data


def test_a_deleted_idea_is_gone(adas: Program, martas: Program, idea: Idea):
    with writing():
        idea.deleted_at = now()
    assert adas.get("/ideas/H-1").status_code == martas.get("/ideas/H-1").status_code == 404


def test_a_pending_idea_is_for_its_author_and_managers(
    adas: Program, bens: Program, martas: Program, idea: Idea
):
    with writing():
        idea.state = State.PENDING
    assert adas.get("/ideas/H-1").json["state"] == "pending"
    assert martas.get("/ideas/H-1").json["state"] == "pending"
    assert bens.get("/ideas/H-1").status_code == 404


def test_on_public_boards_customers_see_a_first_name_and_no_organisation(
    bens: Program, martas: Program, idea: Idea
):
    assert bens.get("/ideas/H-1").json["author"] == {
        "id": str(idea.author.uid),
        "name": "Ada L.",
        "organisation": None,
    }
    full = martas.get("/ideas/H-1").json["author"]
    assert (full["name"], full["organisation"]) == ("Ada Lovelace", "Northwind")


def test_staff_are_shown_by_their_full_name(bens: Program, board: Board, marta: User):
    with writing():
        submit(draft("From the company"), board=board, author=marta)
    assert bens.get("/ideas/H-1").json["author"]["name"] == "Marta de Vries"


def test_e_mail_addresses_are_for_managers_with_the_scope_triage(
    app: Flask, adas: Program, juns: Program, martas: Program, marta: User, idea: Idea
):
    assert martas.get("/ideas/H-1").json["author"]["email"] == "ada@heed.example"
    assert martas.get("/ideas").json["items"][0]["author"]["email"] == "ada@heed.example"
    reading = Program(app, token_of(marta, "read"))
    for program in (adas, juns, reading):
        assert "heed.example" not in program.get("/ideas/H-1").text
        assert "heed.example" not in program.get("/ideas").text


def test_an_imported_idea_has_no_author(adas: Program, idea: Idea):
    with writing():
        idea.author = None
        idea.is_imported = True
    assert adas.get("/ideas/H-1").json["author"] is None
