"""Employees' programs that put down what customers asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Board, Idea
from app.people.models import User
from app.people.queries import by_email
from app.votes.models import Proxy, Vote
from app.votes.service.represent import claim
from tests.api.programs import Program
from tests.statements import statements

NEW = {"board": "product", "title": "Kilometre log from my car"}


def votes_of(person: User) -> int:
    session.rollback()
    return session.scalar(select(func.count(Vote.id)).where(Vote.user_id == person.id)) or 0


@pytest.mark.parametrize("way", ["email", "id"])
def test_a_vote_for_a_customer(juns: Program, idea: Idea, ben: User, jun: User, way: str):
    named = {"email": "BEN@heed.example", "id": str(ben.uid)}[way]
    body = {"on_behalf_of": named, "importance": "critical"}
    new, repeated = (juns.put("/ideas/H-1/vote", json=body) for _ in range(2))

    assert (new.status_code, repeated.status_code) == (201, 200)
    assert (new.json["votes"], new.json["viewer_voted"]) == (2, False)
    assert new.json["importance"] == {"critical": 1, "important": 0, "nice": 0}
    assert (votes_of(ben), votes_of(jun)) == (1, 0)


def test_a_new_address_becomes_a_customer_who_gets_no_mail(juns: Program, idea: Idea):
    body = {"on_behalf_of": "new@customer.example"}
    assert juns.put("/ideas/H-1/vote", json=body).status_code == 201
    person = by_email("new@customer.example")
    assert person is not None
    assert (person.role, person.confirmed_at, person.welcomed_at) == ("customer", None, None)


def test_who_voted_already_keeps_their_vote(juns: Program, bens: Program, idea: Idea, ben: User):
    bens.put("/ideas/H-1/vote", json={"importance": "nice"})
    body = {"on_behalf_of": "ben@heed.example", "importance": "critical"}
    repeated = juns.put("/ideas/H-1/vote", json=body)
    assert (repeated.status_code, repeated.json["importance"]["nice"]) == (200, 1)
    assert session.scalar(select(func.count(Proxy.id))) == 0


@pytest.mark.parametrize("place", ["json", "query_string"])
def test_it_is_taken_back(juns: Program, idea: Idea, ben: User, place: str):
    body = {"on_behalf_of": "ben@heed.example"}
    juns.put("/ideas/H-1/vote", json=body)
    for _ in range(2):
        assert juns.delete("/ideas/H-1/vote", **{place: body}).status_code == 204
    assert votes_of(ben) == 0
    assert juns.get("/ideas/H-1").json["votes"] == 1


def test_what_is_the_customers_own_stays(
    juns: Program, martas: Program, bens: Program, idea: Idea, ben: User
):
    body = {"on_behalf_of": "ben@heed.example"}
    juns.put("/ideas/H-1/vote", json=body)
    assert martas.delete("/ideas/H-1/vote", json=body).status_code == 403
    bens.put("/ideas/H-1/vote")
    assert juns.delete("/ideas/H-1/vote", json=body).status_code == 409
    assert votes_of(ben) == 1


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("marta@heed.example", "This is a colleague."),
        ("ben", "Name the customer by their e-mail address or their id."),
        ("no@address@anywhere", "This does not look like an e-mail address."),
        ("b\u0435n@heed.example", "mixes letters of two alphabets"),
        ("3f0c5d0e-0000-4000-8000-000000000000", "There is nobody with this id."),
    ],
)
def test_who_is_no_customer_is_refused(
    juns: Program, idea: Idea, marta: User, named: str, reason: str
):
    for answer in (
        juns.put("/ideas/H-1/vote", json={"on_behalf_of": named}),
        juns.post("/ideas", json={**NEW, "on_behalf_of": named}),
    ):
        assert answer.status_code == 422
        assert reason in answer.json["errors"]["on_behalf_of"]
    assert session.scalar(select(func.count(Vote.id))) == 1
    assert session.scalar(select(func.count(Idea.id))) == 1


def test_customers_ask_for_nobody(bens: Program, adas: Program, idea: Idea, ben: User):
    body = {"on_behalf_of": "ben@heed.example"}
    assert adas.put("/ideas/H-1/vote", json=body).status_code == 403
    assert adas.delete("/ideas/H-1/vote", json=body).status_code == 403
    assert adas.post("/ideas", json={**NEW, **body}).status_code == 403
    assert votes_of(ben) == 0


def test_an_idea_for_a_customer(
    juns: Program, adas: Program, board: Board, ben: User, jun: User, ada: User
):
    posted = juns.post("/ideas", json={**NEW, "on_behalf_of": "ben@heed.example"})
    assert posted.status_code == 201
    assert posted.json["author"]["name"] == "Jun Sato"
    assert posted.json["on_behalf_of"]["name"] == "Ben Okri"
    assert posted.json["on_behalf_of"]["organisation"] == "Contoso"
    assert posted.json["viewer_voted"] is False
    assert (votes_of(ben), votes_of(jun)) == (1, 0)

    for seen in (adas.get("/ideas/H-1").json, adas.get("/ideas").json["items"][0]):
        assert seen["author"]["name"] == "A customer, added by support"
        assert seen["on_behalf_of"] is None
        assert str(ben.uid) not in str(seen)

    with writing():
        claim(session.scalars(select(Idea)).one(), customer=ben)
    seen = adas.get("/ideas/H-1").json
    assert seen["author"]["name"] == seen["on_behalf_of"]["name"] == "Ben O."


def test_a_list_costs_the_same_with_customers_behind_it(juns: Program, board: Board, ben: User):
    costs = []
    for number in range(6):
        body = {**NEW, "title": f"Wish number {number}", "on_behalf_of": "ben@heed.example"}
        assert juns.post("/ideas", json=body).status_code == 201
        with statements() as sent:
            assert juns.get("/ideas").status_code == 200
        costs.append(len(sent))
    print("statements of an API list:", costs)
    assert len(set(costs)) == 1
    assert costs[0] <= 10
