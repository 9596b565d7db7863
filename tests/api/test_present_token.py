from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.councils.models import Council
from app.ideas.models import Idea
from app.improvements.models import Improvement
from app.improvements.service.drafts import Charge, draft
from app.improvements.service.promote import promote
from app.people.models import ApiToken, Organisation, User
from tests.api.conftest import PostIdea
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.councils.acts import council, prepare

ACME = "0ac3e000-0000-4000-8000-000000000000"
NEEDS = {
    ("GET", "/boards"): "read",
    ("GET", "/statuses"): "read",
    ("GET", "/metrics-catalogue"): "read",
    ("GET", "/improvements"): "read",
    ("GET", "/improvements/I-1"): "read",
    ("GET", "/ideas"): "read",
    ("GET", "/ideas/H-1"): "read",
    ("GET", "/ideas/H-1/comments"): "read",
    ("GET", "/councils/marta-hosts/rounds"): "read",
    ("GET", "/councils/marta-hosts/rounds/1"): "read",
    ("POST", "/ideas/similar"): "read",
    ("POST", "/ideas"): "write",
    ("PATCH", "/ideas/H-1"): "write",
    ("PUT", "/ideas/H-1/vote"): "write",
    ("DELETE", "/ideas/H-1/vote"): "write",
    ("PUT", "/ideas/H-1/follow"): "write",
    ("DELETE", "/ideas/H-1/follow"): "write",
    ("POST", "/ideas/H-1/comments"): "write",
    ("POST", "/ideas/H-1/merge"): "triage",
    ("POST", "/ideas/H-1/unmerge"): "triage",
    ("POST", "/ideas/H-1/status"): "triage",
    ("POST", "/improvements"): "triage",
    ("PATCH", "/improvements/I-1"): "triage",
    ("GET", "/organisations"): "read",
    ("GET", f"/organisations/{ACME}"): "read",
    ("POST", "/organisations"): "admin",
    ("PATCH", f"/organisations/{ACME}"): "admin",
}
GOOD = {
    ("POST", "/ideas/similar"): {"title": "bank"},
    ("POST", "/ideas"): {"board": "product", "title": "Dark mode"},
    ("PATCH", "/ideas/H-1"): {"title": "Clearer words"},
    ("POST", "/ideas/H-1/comments"): {"body": "Us too"},
    ("POST", "/ideas/H-1/merge"): {"into": "H-2"},
    ("POST", "/ideas/H-1/status"): {"status": "planned"},
    ("POST", "/improvements"): {"title": "Bank links that warn", "reason": "Just begun."},
    ("PATCH", "/improvements/I-1"): {"summary": "We tell you in time."},
    ("POST", "/organisations"): {"name": "Contoso"},
    ("PATCH", f"/organisations/{ACME}"): {"plan": "Large"},
}


@pytest.fixture
def acme(app: Flask) -> Organisation:
    with writing():
        organisation = Organisation(uid=UUID(ACME), name="Acme")
        session.add(organisation)
    return organisation


@pytest.fixture
def hosted(root: User, marta: User) -> Council:
    """A council that Marta hosts, with a draft."""
    founded = council("Marta hosts", marta, by=root)
    with writing():
        founded.slug = "marta-hosts"
    prepare(founded, "One", by=marta)
    return founded


@pytest.fixture
def improvement(marta: User) -> Improvement:
    written = draft("Bank links that warn", charge=Charge(reason_without="Just begun."))
    with writing():
        return promote([], written, actor=marta).improvement


def test_this_file_asks_for_every_operation(app: Flask):
    served = [
        (
            method,
            rule.rule.removeprefix("/api/v1")
            .replace("<idea:id>", "H-1")
            .replace("<improvement_id>", "I-1")
            .replace("<uuid:organisation_id>", ACME)
            .replace("<council>", "marta-hosts")
            .replace("<int(max=99999):number>", "1"),
        )
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
        if rule.endpoint.startswith("api.")
    ]
    assert sorted(served) == sorted(NEEDS)


@pytest.mark.parametrize("token", ["", "heed_", "heed_" + "x" * 43, "é", "x" * 5000])
def test_without_a_valid_token_nothing_is_answered(app: Flask, idea: Idea, token: str):
    program = Program(app, token)
    for method, at in NEEDS:
        refused = program.ask(method, at, data="{", content_type="text/csv")
        assert refused.status_code == 401
        assert refused.content_type == "application/problem+json"
        assert refused.headers["WWW-Authenticate"] == "Bearer"
        assert "Content-Security-Policy" in refused.headers


def test_a_cookie_is_no_token(app: Flask, marta: User, idea: Idea):
    browser = Browser(app).sign_in(marta)
    assert browser.get("/me").status_code == 200
    assert browser.get("/api/v1/ideas").status_code == 401
    voted = browser.client.put("/api/v1/ideas/H-1/vote", json={})
    assert voted.status_code == 401


def test_each_scope_opens_what_it_says_and_no_more(
    app: Flask,
    marta: User,
    idea: Idea,
    post_idea: PostIdea,
    improvement: Improvement,
    acme: Organisation,
    hosted: Council,
):
    post_idea("Where it may be counted")
    for scope in ("read", "write", "triage", "admin"):
        program = Program(app, token_of(marta, scope))
        for (method, at), needed in NEEDS.items():
            answer = program.ask(method, at, json=GOOD.get((method, at), {}))
            if scope == needed:
                assert answer.status_code < 300, (scope, method, at)
            else:
                assert answer.status_code == 403, (scope, method, at)
                assert answer.content_type == "application/problem+json"


def test_a_missing_scope_says_nothing_of_hidden_ideas(app: Flask, ada: User, contosos_idea: Idea):
    reads = Program(app, token_of(ada, "read"))
    missing = reads.put("/ideas/H-999/vote")
    assert missing.status_code == 404
    for name in (contosos_idea.uid, contosos_idea.reference):
        assert reads.put(f"/ideas/{name}/vote").data == missing.data


def test_a_token_has_its_owners_rights_and_no_more(app: Flask, ada: User, idea: Idea):
    program = Program(app, token_of(ada, "read", "write", "triage", "admin"))
    assert program.post("/ideas/H-1/status", json={"status": "planned"}).status_code == 403


def test_a_token_ends(app: Flask, ada: User, board: object):
    program = Program(app, token_of(ada, "read"))
    assert program.get("/boards").status_code == 200
    with time_machine.travel(now() + timedelta(days=366)):
        assert program.get("/boards").status_code == 401
    with writing():
        session.scalars(select(ApiToken)).one().revoked_at = now()
    assert program.get("/boards").status_code == 401


def test_a_deactivated_owners_token_is_dead_at_once(app: Flask, ada: User):
    program = Program(app, token_of(ada, "read"))
    assert program.get("/boards").status_code == 200
    with writing():
        ada.deactivated_at = now()
    assert program.get("/boards").status_code == 401
