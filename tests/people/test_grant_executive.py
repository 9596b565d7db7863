"""An executive reads all figures and changes nothing by it."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.ideas.models import Idea
from app.improvements.models import Improvement
from app.people.models import Role, User
from tests.browsers import Browser
from tests.roadmap.acts import improve

REVENUE = "12,000"


@pytest.fixture
def plan(idea: Idea, marta: User) -> Improvement:
    return improve("Bills that fit", idea, owner_id=marta.id)


@pytest.fixture
def juns(browser: Browser, jun: User) -> Browser:
    return browser.sign_in(jun)


@pytest.fixture
def roots(browser: Browser, root: User) -> Browser:
    return browser.sign_in(root)


def grant(admins: Browser, jun: User, ticked: str = "y", **more: object) -> TestResponse:
    sent = {"version": jun.version, "is_executive": ticked, **more}
    return admins.post(f"/manage/people/{jun.uid}/figures", sent)


def test_an_administrator_grants_it_and_takes_it_back(roots: Browser, jun: User):
    assert "Sees what executives see" in roots.get(f"/manage/people/{jun.uid}").text
    assert grant(roots, jun).status_code == 303
    assert jun.is_executive
    assert "Sees what executives see." in roots.get(f"/manage/people/{jun.uid}").text
    assert grant(roots, jun, ticked="").status_code == 303
    assert not jun.is_executive
    kept = session.query(AuditEntry).filter_by(action="user.executive").all()
    assert [(each.before, each.after) for each in kept] == [
        ({"is_executive": False}, {"is_executive": True}),
        ({"is_executive": True}, {"is_executive": False}),
    ]


def test_a_page_that_is_out_of_date_grants_nothing(roots: Browser, jun: User):
    refused = grant(roots, jun, version=jun.version + 1)
    assert refused.status_code == 412
    assert "Someone changed this person a moment ago" in refused.text
    assert not jun.is_executive


def test_customers_see_no_figures(roots: Browser, ada: User):
    assert f"{ada.uid}/figures" not in roots.get(f"/manage/people/{ada.uid}").text
    assert grant(roots, ada).status_code == 409
    assert not ada.is_executive


def test_who_becomes_a_customer_is_no_executive_any_more(roots: Browser, jun: User):
    grant(roots, jun)
    sent = {"version": jun.version, "role": "customer"}
    assert roots.post(f"/manage/people/{jun.uid}/role", sent).status_code == 303
    assert jun.role is Role.CUSTOMER
    assert not jun.is_executive


def test_an_executive_reads_what_managers_read_of_figures(
    juns: Browser, jun: User, plan: Improvement, idea: Idea
):
    assert juns.get(f"/manage/improvements/{plan.reference}").status_code == 404
    assert REVENUE not in juns.get(f"/ideas/{idea.reference}", follow_redirects=True).text
    assert "Bills that fit" not in juns.get("/manage/improvements").text
    assert juns.get("/manage/organisations").status_code == 403
    assert juns.get("/manage/duplicates/quality").status_code == 403

    with writing():
        jun.is_executive = True
    shown = juns.get(f"/manage/improvements/{plan.reference}", follow_redirects=True)
    assert REVENUE in shown.text
    assert "Scores" in shown.text
    assert REVENUE in juns.get(f"/ideas/{idea.reference}", follow_redirects=True).text
    listed = juns.get("/manage/improvements").text
    assert "Bills that fit" in listed
    assert REVENUE in listed
    assert REVENUE in juns.get("/manage/organisations").text
    assert juns.get("/manage/duplicates/quality").status_code == 200


def test_an_executive_changes_nothing_and_is_offered_nothing_to_change(
    juns: Browser, jun: User, plan: Improvement
):
    with writing():
        jun.is_executive = True
    base = f"/manage/improvements/{plan.reference}"
    for page in (base, "/manage/improvements"):
        text = juns.get(page, follow_redirects=True).text
        for offered in ("/edit", "/ratings", "/rank", "/move", "/promise", "/unlink"):
            assert f"{base}{offered}" not in text
    assert juns.get(f"{base}/edit").status_code == 403
    assert juns.post(f"{base}/edit", {"title": "Mine now"}).status_code == 403
    assert juns.get(f"{base}/ratings").status_code == 403
    assert 'href="/manage/organisations/' not in juns.get("/manage/organisations").text


def test_an_executive_changes_what_they_own(juns: Browser, jun: User, plan: Improvement):
    with writing():
        jun.is_executive, plan.owner_id = True, jun.id
    base = f"/manage/improvements/{plan.reference}"
    assert "/edit" in juns.get(base, follow_redirects=True).text
    assert juns.get(f"{base}/edit").status_code == 200
