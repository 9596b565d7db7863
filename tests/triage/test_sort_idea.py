"""Saying where an idea belongs."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.core.errors import Invalid
from app.ideas.models import Idea
from app.ideas.queries.tags import tags_of
from app.ideas.service.sort import set_owner, sort
from app.people.models import User
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.ideas.many import make_topic

PATH = "/manage/inbox/H-1/sort"


def test_all_of_it_is_kept_and_logged_one_by_one(
    browser: Browser, idea: Idea, jun: User, marta: User
) -> None:
    make_topic("banking")
    browser.sign_in(marta)
    form = {
        "topic": "banking",
        "tags": "feeds,  bank , feeds,",
        "owner": str(jun.uid),
        "stage": "onboarding",
        "element": "technology",
        "version": "1",
    }
    kept = browser.post(PATH + "?show=all", form)

    assert (kept.status_code, kept.location) == (303, "/manage/inbox/H-1?show=all")
    page = browser.get(kept.location).text
    for said in ("Jun Sato", "Banking", "Set up", "Technology", 'value="bank, feeds"'):
        assert said in page, said
    logged = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert {entry.action: entry.after for entry in logged} == {
        "idea.topic": {"topic": "banking", "version": 2},
        "idea.stage": {"stage": "onboarding", "version": 3},
        "idea.element": {"element": "technology", "version": 4},
        "idea.owner": {"owner": str(jun.uid), "version": 5},
        "idea.tags": {"tags": ["bank", "feeds"], "version": 6},
    }


def test_what_stays_leaves_no_trace(browser: Browser, idea: Idea, marta: User) -> None:
    browser.sign_in(marta)
    form = {"topic": "", "tags": "", "owner": "", "stage": "", "element": "", "version": "1"}
    assert browser.post(PATH, form).status_code == 303
    assert session.scalars(select(AuditEntry)).all() == []
    assert session.scalars(select(Idea.version)).one() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("topic", "nothing", "There is no topic called “nothing”."),
        ("owner", "nobody", "Nobody on staff goes by this name or address."),
        ("stage", "moon", "There is no journey step called “moon”."),
        ("element", "moon", "There is no part of the experience called “moon”."),
        ("tags", ",".join(map(str, range(21))), "An idea has at most 20 tags."),
    ],
)
def test_what_does_not_exist_is_refused_and_nothing_is_saved(
    browser: Browser, idea: Idea, marta: User, field: str, value: str, said: str
) -> None:
    form = {"tags": "kept as typed", "version": "1", field: value}
    page = browser.sign_in(marta).post(PATH, form)

    assert page.status_code == 422
    assert said in page.text
    assert form["tags"] in page.text
    assert tags_of([idea.id]) == {}


def test_customers_look_after_nothing(idea: Idea, ada: User, jun: User, marta: User) -> None:
    with pytest.raises(Invalid, match="Only staff"), writing():
        set_owner(idea, ada, actor=marta)
    with writing():
        sort(idea, {"owner": jun}, actor=marta)
        sort(idea, {"owner": None}, actor=marta)
    assert idea.owner is None


def test_by_api_managers_say_where_it_belongs(
    app: Flask, idea: Idea, ada: User, jun: User, marta: User
) -> None:
    program = Program(app, token_of(marta, "read", "triage"))
    wanted = {"owner": jun.email, "stage": "use", "element": "policies"}
    sorted_ = program.patch("/ideas/H-1", json=wanted, headers={"If-Match": '"1"'})

    assert sorted_.status_code == 200
    assert (sorted_.json["stage"], sorted_.json["element"]) == ("use", "policies")
    assert sorted_.json["owner"]["id"] == str(jun.uid)
    assert program.get("/ideas").json["items"][0] == program.get("/ideas/H-1").json
    by_id = {"owner": str(marta.uid), "stage": None}
    assert program.patch("/ideas/H-1", json=by_id).json["stage"] is None
    for field, value in (("owner", "ada@heed.example"), ("stage", "moon"), ("element", "moon")):
        refused = program.patch("/ideas/H-1", json={field: value})
        assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    own = Program(app, token_of(ada, "write", "triage"))
    assert own.patch("/ideas/H-1", json={"stage": "use"}).status_code == 403
