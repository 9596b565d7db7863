from __future__ import annotations

import pytest

from app.core.db import writing
from app.ideas.models import Idea, Phase
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_status, note_for
from app.people.models import User
from app.votes.queries import ballot
from tests.api.programs import Program
from tests.statements import lock_of_row, statements


def test_a_new_vote_is_201_and_a_repeated_one_200(bens: Program, idea: Idea, ben: User):
    new, repeated = bens.put("/ideas/H-1/vote"), bens.put("/ideas/H-1/vote")
    assert (new.status_code, repeated.status_code) == (201, 200)
    assert new.json == repeated.json
    assert (new.json["votes"], new.json["organisations"], new.json["viewer_voted"]) == (2, 2, True)
    assert ballot(idea.id, ben.id).is_following


def test_importance_can_be_given_and_changed(bens: Program, idea: Idea, ben: User):
    bens.put("/ideas/H-1/vote", json={"importance": "nice"})
    assert ballot(idea.id, ben.id).importance == "nice"
    assert bens.put("/ideas/H-1/vote", json={"importance": "critical"}).status_code == 200
    assert ballot(idea.id, ben.id).importance == "critical"


def test_an_importance_that_is_none_is_refused(bens: Program, idea: Idea, ben: User):
    refused = bens.put("/ideas/H-1/vote", json={"importance": "vital"})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["importance"]
    assert not ballot(idea.id, ben.id).has_voted


def test_a_vote_is_taken_back_once_and_again(bens: Program, idea: Idea):
    bens.put("/ideas/H-1/vote")
    for _ in range(2):
        withdrawn = bens.delete("/ideas/H-1/vote")
        assert (withdrawn.status_code, withdrawn.data) == (204, b"")
    shown = bens.get("/ideas/H-1").json
    assert (shown["votes"], shown["viewer_voted"]) == (1, False)


@pytest.mark.parametrize("phase", [Phase.SHIPPED, Phase.ANSWERED, Phase.DECLINED])
def test_a_closed_idea_takes_no_votes(bens: Program, idea: Idea, marta: User, phase: Phase):
    status = first_status(phase)
    with writing():
        change_status(idea, status, note=note_for(status, "Here is why."), actor=marta)
    closed = bens.put("/ideas/H-1/vote")
    assert closed.status_code == 409
    assert closed.content_type == "application/problem+json"
    wrong = bens.put("/ideas/H-1/vote", json={"importance": "vital"})
    assert wrong.status_code == 422, "the body is looked at before the state"


def test_a_hidden_idea_is_not_there_whatever_is_sent(adas: Program, contosos_idea: Idea):
    missing = adas.put("/ideas/H-999/vote")
    for sent in ({}, {"json": {"importance": "vital"}}, {"data": "{", "content_type": "text/csv"}):
        hidden = adas.put(f"/ideas/{contosos_idea.uid}/vote", **sent)
        assert hidden.status_code == 404
        assert hidden.data == missing.data
    assert adas.delete(f"/ideas/{contosos_idea.uid}/vote").status_code == 404


def test_a_vote_costs_few_statements(bens: Program, idea: Idea):
    bens.get("/boards")  # that the token was used is noted every five minutes
    with statements() as sent:
        assert bens.put("/ideas/H-1/vote").status_code == 201
    assert len(sent) <= 10 + lock_of_row()
