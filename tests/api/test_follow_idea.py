from __future__ import annotations

from app.ideas.models import Idea
from app.people.models import User
from app.votes.queries import ballot
from tests.api.programs import Program


def test_following_and_no_more(bens: Program, idea: Idea, ben: User):
    for _ in range(2):
        assert bens.put("/ideas/H-1/follow").status_code == 204
    assert ballot(idea.id, ben.id).is_following
    for _ in range(2):
        assert bens.delete("/ideas/H-1/follow").status_code == 204
    assert not ballot(idea.id, ben.id).is_following


def test_following_is_no_vote(bens: Program, idea: Idea):
    bens.put("/ideas/H-1/follow")
    assert bens.get("/ideas/H-1").json["votes"] == 1


def test_a_hidden_idea_cannot_be_followed(adas: Program, contosos_idea: Idea):
    assert adas.put(f"/ideas/{contosos_idea.uid}/follow").status_code == 404
    assert adas.delete(f"/ideas/{contosos_idea.uid}/follow").status_code == 404
