"""Customer companies by API: who may read and write them, and revenue for those who may see it."""

from __future__ import annotations

from flask import Flask

from app.people.models import Organisation, User
from tests.api.programs import Program, token_of
from tests.statements import statements

NEW = {"name": "Acme", "domains": ["acme.example"], "revenue": 500, "lifecycle": "renewal"}


def program(app: Flask, owner: User, *scopes: str) -> Program:
    return Program(app, token_of(owner, *scopes))


def test_staff_read_them_and_managers_the_revenue(
    app: Flask, jun: User, marta: User, northwind: Organisation, contoso: Organisation
) -> None:
    seen = program(app, marta, "read").get("/organisations").json
    assert [each["name"] for each in seen["items"]] == ["Contoso", "Northwind"]
    assert seen["items"][0]["revenue"] == 90_000
    employee = program(app, jun, "read")
    shown = employee.get(f"/organisations/{northwind.uid}")
    assert shown.headers["ETag"] == '"1"'
    assert "revenue" not in shown.json
    assert "revenue" not in employee.get("/organisations").text
    found = employee.get("/organisations?q=cont&limit=1").json
    assert [each["name"] for each in found["items"]] == ["Contoso"]


def test_pages_follow_each_other(
    app: Flask, marta: User, northwind: Organisation, contoso: Organisation
) -> None:
    reader = program(app, marta, "read")
    first = reader.get("/organisations?limit=1").json
    second = reader.get(f"/organisations?limit=1&cursor={first['next']}").json
    assert [first["items"][0]["name"], second["items"][0]["name"]] == ["Contoso", "Northwind"]
    assert second["next"] is None
    assert reader.get("/organisations?cursor=nonsense").status_code == 422


def test_a_manager_adds_and_changes_one(app: Flask, marta: User) -> None:
    writer = program(app, marta, "read", "admin")
    key = {"Idempotency-Key": "once"}
    made = writer.post("/organisations", json=NEW, headers=key)
    assert (made.status_code, made.json["plan"], made.json["version"]) == (201, "", 1)
    again = writer.post("/organisations", json=NEW, headers=key)
    assert (again.status_code, again.json["id"]) == (201, made.json["id"])
    assert writer.post("/organisations", json=NEW).status_code == 409

    path = made.headers["Location"].removeprefix("/api/v1")
    changed = writer.patch(
        path, json={"revenue": None, "region": "North"}, headers={"If-Match": '"1"'}
    )
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json["revenue"], changed.json["region"]) == (None, "North")
    assert changed.json["domains"] == ["acme.example"], "what is not sent stays"
    assert writer.patch(path, json={"plan": "X"}, headers={"If-Match": '"1"'}).status_code == 412


def test_what_cannot_be_kept_names_its_field(
    app: Flask, marta: User, northwind: Organisation
) -> None:
    writer = program(app, marta, "admin")
    for body, field in (
        ({}, "name"),
        ({"name": "A", "domains": ["gmail.com"]}, "domains"),
        ({"name": "A", "domains": ["northwind.example"]}, "domains"),
        ({"name": "A", "domains": ["no domain"]}, "domains"),
        ({"name": "A", "revenue": -1}, "revenue"),
        ({"name": "A", "lifecycle": "gone"}, "lifecycle"),
        ({"name": "A", "colour": "red"}, "colour"),
    ):
        answer = writer.post("/organisations", json=body)
        assert (answer.status_code, field in answer.json["errors"]) == (422, True), body


def test_others_may_not(
    app: Flask, ada: User, jun: User, marta: User, northwind: Organisation
) -> None:
    path = f"/organisations/{northwind.uid}"
    assert program(app, ada, "read").get("/organisations").status_code == 403
    assert program(app, ada, "read").get(path).status_code == 403
    assert program(app, jun, "read", "admin").post("/organisations", json=NEW).status_code == 403
    assert program(app, jun, "read", "admin").patch(path, json={"plan": "X"}).status_code == 403
    assert program(app, marta, "read", "triage").post("/organisations", json=NEW).status_code == 403
    assert Program(app).get("/organisations").status_code == 401
    unknown = "/organisations/00000000-0000-4000-8000-000000000000"
    assert program(app, marta, "admin").patch(unknown, json={"colour": 1}).status_code == 404


def test_the_list_costs_the_same(app: Flask, marta: User, northwind: Organisation) -> None:
    reader = program(app, marta, "read")
    reader.get("/boards")  # that the token was used is noted every five minutes
    with statements() as sent:
        reader.get("/organisations")
    assert len(sent) <= 4
