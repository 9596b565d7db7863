"""Improvements for programs of staff."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Idea
from app.improvements.models import Horizon, Improvement
from app.people.models import User
from tests.api.conftest import PostIdea
from tests.api.programs import Program, token_of
from tests.statements import statements


@pytest.fixture
def wanted(idea: Idea, jun: User) -> dict[str, Any]:
    return {
        "title": "Bank links that warn",
        "problem": "It breaks on a Friday.",
        "outcome": "A week of warning.",
        "owner": "jun@heed.example",
        "idea_ids": [idea.reference],
        "stage": "use",
        "element": "integrations",
        "metric": "organisations_asking",
        "target": 7.5,
    }


def test_the_catalogue_names_the_metrics(adas: Program):
    listed = adas.get("/metrics-catalogue").json
    assert [each["key"] for each in listed["items"]] == [
        "fixed_it", "organisations_asking", "typed_figure",
    ]  # fmt: skip
    assert listed["next"] is None


def test_ideas_are_promoted(martas: Program, wanted: dict[str, Any], idea: Idea, jun: User):
    made = martas.post("/improvements", json={**wanted, "horizon": "next", "note": "For spring."})
    assert made.status_code == 201, made.text
    face = made.json
    assert made.headers["Location"] == f"/api/v1/improvements/{face['id']}"
    assert (face["reference"], face["horizon"], face["version"]) == ("I-1", "next", 1)
    assert face["owner"] == {
        "id": str(jun.uid), "name": "Jun Sato", "organisation": None, "email": "jun@heed.example",
    }  # fmt: skip
    assert face["idea_ids"] == [str(idea.uid)]
    assert (face["people"], face["organisations"]) == (1, 1)
    assert (face["baseline"], face["baseline_n"], face["target"]) == (1.0, 1, 7.5)
    assert (face["stage"], face["element"], face["touchpoint"]) == ("use", "integrations", None)
    assert face["url"] == "http://localhost/manage/improvements/I-1-bank-links-that-warn"
    assert martas.get("/ideas/H-1").json["phase"] == "planned"

    for name in (face["id"], "I-1", "I-1-whatever"):
        shown = martas.get(f"/improvements/{name}")
        assert shown.json == face
        assert shown.headers["ETag"] == '"1"'
    assert martas.get("/improvements").json == {"items": [face], "next": None}


def test_an_idempotency_key_makes_one(martas: Program, wanted: dict[str, Any]):
    key = {"Idempotency-Key": "mine"}
    first, second = (martas.post("/improvements", json=wanted, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert session.scalar(select(func.count(Improvement.id))) == 1


def test_a_typed_figure_is_given_with_its_n_day_and_source(martas: Program, wanted: dict[str, Any]):
    figure = {
        "metric": "typed_figure", "metric_name": "Tickets a week", "metric_unit": "tickets",
        "baseline": 41.25, "baseline_n": 340, "baseline_on": "2026-11-02",
        "baseline_source": "Helpdesk",
    }  # fmt: skip
    made = martas.post("/improvements", json={**wanted, **figure})
    assert made.status_code == 201, made.text
    assert made.json | figure == made.json


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "x"}, "title"),
        ({"owner": "nobody@heed.example"}, "owner"),
        ({"owner": "ada@heed.example"}, "owner"),
        ({"owner": None}, "reason"),
        ({"metric": None, "target": None}, "reason"),
        ({"metric": "nps"}, "metric"),
        ({"metric": "typed_figure"}, "metric_name"),
        ({"stage": "nowhere"}, "stage"),
        ({"element": "nothing"}, "element"),
        ({"touchpoint": "nothing"}, "touchpoint"),
        ({"idea_ids": ["H-99"]}, "idea_ids"),
        ({"idea_ids": ["00000000-0000-4000-8000-000000000000"]}, "idea_ids"),
        ({"horizon": "shipped"}, "horizon"),
        ({"target": "many"}, "target"),
        ({"target": 1e12}, "target"),
        ({"rank": 1}, "rank"),
    ],
)
def test_what_is_wrong_is_named(
    martas: Program, wanted: dict[str, Any], ada: User, change: dict[str, Any], field: str
):
    refused = martas.post("/improvements", json={**wanted, **change})
    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert field in refused.json["errors"]
    assert session.scalar(select(func.count(Improvement.id))) == 0


def test_an_idea_that_is_behind_another_is_a_conflict(martas: Program, wanted: dict[str, Any]):
    martas.post("/improvements", json=wanted)
    refused = martas.post("/improvements", json={**wanted, "title": "Another way"})
    assert refused.status_code == 409
    assert "is behind I-1 “Bank links that warn” already" in refused.json["detail"]


def test_it_is_changed_moved_and_given_other_ideas(
    martas: Program, wanted: dict[str, Any], idea: Idea, post_idea: PostIdea
):
    other = post_idea("Warn by mail")
    martas.post("/improvements", json=wanted)
    change = {
        "title": "Clearer words", "horizon": "now", "note": "Begun.", "idea_ids": [str(other.uid)],
    }  # fmt: skip
    edited = martas.patch("/improvements/I-1", json=change, headers={"If-Match": '"1"'})
    assert edited.status_code == 200, edited.text
    assert (edited.json["title"], edited.json["horizon"]) == ("Clearer words", "now")
    assert edited.json["problem"] == "It breaks on a Friday."
    assert edited.json["idea_ids"] == [str(other.uid)]
    assert edited.headers["ETag"] == f'"{edited.json["version"]}"'
    assert martas.get(f"/ideas/{other.reference}").json["phase"] == "in_progress"
    assert martas.get("/ideas/H-1").json["phase"] == "reviewing"

    stale = martas.patch("/improvements/I-1", json={"title": "Mine"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert "It now stands at “Now”" in stale.json["detail"]


def test_the_metric_is_frozen(martas: Program, wanted: dict[str, Any]):
    martas.post("/improvements", json=wanted)
    assert martas.patch("/improvements/I-1", json={"metric": "fixed_it"}).status_code == 409
    assert martas.patch("/improvements/I-1", json={"target": 9}).json["target"] == 9


def test_a_change_of_nothing_is_no_new_version(martas: Program, wanted: dict[str, Any]):
    martas.post("/improvements", json=wanted)
    assert martas.patch("/improvements/I-1", json={}).json["version"] == 1


def test_its_owner_reads_and_changes_it_and_decides_nothing(
    martas: Program, juns: Program, wanted: dict[str, Any]
):
    martas.post("/improvements", json=wanted)
    martas.post("/improvements", json={**wanted, "title": "Another", "idea_ids": [],
                                       "owner": None, "reason": "None yet."})  # fmt: skip
    assert [each["reference"] for each in juns.get("/improvements").json["items"]] == ["I-1"]
    assert "email" not in juns.get("/improvements/I-1").json["owner"]
    assert juns.patch("/improvements/I-1", json={"outcome": "Two weeks."}).status_code == 200
    for change in ({"horizon": "now"}, {"idea_ids": []}, {"owner": None}, {"is_public": False}):
        assert juns.patch("/improvements/I-1", json=change).status_code == 403
    assert juns.get("/improvements/I-2").status_code == 404
    assert juns.patch("/improvements/I-2", json={"outcome": "x"}).status_code == 404
    assert juns.post("/improvements", json=wanted).status_code == 403


def test_for_customers_they_are_not_there(
    app: Flask, martas: Program, adas: Program, wanted: dict[str, Any], ada: User, marta: User
):
    martas.post("/improvements", json=wanted)
    triage = Program(app, token_of(ada, "read", "triage"))
    for program in (adas, triage):
        assert program.get("/improvements").status_code == 404
        assert program.get("/improvements/I-1").status_code == 404
    assert triage.patch("/improvements/I-1", json={"title": "Mine now"}).status_code == 404
    assert Program(app).get("/improvements").status_code == 401
    reads = Program(app, token_of(marta, "read"))
    assert reads.post("/improvements", json=wanted).status_code == 403
    assert reads.patch("/improvements/I-1", json={"title": "Mine now"}).status_code == 403


def test_a_list_comes_in_pages_at_a_steady_price(
    martas: Program, wanted: dict[str, Any], post_idea: PostIdea
):
    costs = []
    for number in range(12):
        ideas = [post_idea(f"Wish {number}").reference]
        martas.post("/improvements", json={**wanted, "title": f"Way {number}", "idea_ids": ideas})
        if number in (0, 11):
            with statements() as sent:
                martas.get("/improvements?limit=10")
            costs.append(len(sent))
    print("statements of a list of improvements:", costs)
    assert costs[0] == costs[1] <= 14

    first = martas.get("/improvements?limit=10").json
    rest = martas.get(f"/improvements?limit=10&cursor={first['next']}").json
    found = [each["reference"] for each in (*first["items"], *rest["items"])]
    assert len(set(found)) == 12
    assert rest["next"] is None
    assert martas.get("/improvements?cursor=nonsense").status_code == 422
    with writing():
        session.scalars(select(Improvement)).first().horizon = Horizon.SHIPPED
    assert len(martas.get("/improvements?horizon=shipped").json["items"]) == 1
