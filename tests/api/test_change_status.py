from __future__ import annotations

from sqlalchemy import select

from app.core.db import session, writing
from app.ideas.models import Idea, StatusChange
from tests.api.conftest import PostIdea
from tests.api.programs import Program


def changes() -> list[str]:
    session.rollback()
    return list(session.scalars(select(StatusChange.note).order_by(StatusChange.id)))


def test_a_manager_moves_an_idea_on(adas: Program, martas: Program, idea: Idea):
    planned = martas.post("/ideas/H-1/status", json={"status": "planned", "note": "In spring"})
    assert planned.status_code == 200
    assert (planned.json["phase"], planned.json["version"]) == ("planned", 2)
    assert adas.get("/ideas/H-1").json["phase"] == "planned"
    assert changes() == ["In spring"]


def test_a_reason_is_taken_for_the_note(martas: Program, idea: Idea):
    declined = {"status": "declined", "reason": "Banks do not tell us."}
    assert martas.post("/ideas/H-1/status", json=declined).status_code == 200
    assert changes() == ["Banks do not tell us."]


def test_words_are_needed_where_people_deserve_them(martas: Program, idea: Idea):
    for status in ("declined", "answered", "needs_information"):
        refused = martas.post("/ideas/H-1/status", json={"status": status})
        assert refused.status_code == 422
        assert list(refused.json["errors"]) == ["note"]
    assert changes() == []


def test_a_status_that_does_not_exist_is_refused(martas: Program, idea: Idea):
    refused = martas.post("/ideas/H-1/status", json={"status": "sold"})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["status"]


def test_the_same_status_without_news_is_a_conflict(martas: Program, idea: Idea):
    assert martas.post("/ideas/H-1/status", json={"status": "new"}).status_code == 409


def test_a_merged_idea_is_not_decided_by_itself(martas: Program, idea: Idea, post_idea: PostIdea):
    target = post_idea("The better words")
    with writing():
        idea.merged_into_id = target.id
    assert martas.post("/ideas/H-1/status", json={"status": "planned"}).status_code == 409


def test_others_may_not(adas: Program, juns: Program, idea: Idea, contosos_idea: Idea):
    for program in (adas, juns):
        for sent in ({"status": "planned"}, {"nonsense": 1}, {}):
            assert program.post("/ideas/H-1/status", json=sent).status_code == 403
    hidden = adas.post(f"/ideas/{contosos_idea.uid}/status", json={"status": "planned"})
    assert hidden.status_code == 404
    assert changes() == []
