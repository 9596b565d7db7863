"""Organisations by hand and as a list, and the people their domains take in."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import session, writing
from app.core.errors import Conflict, Invalid, Stale
from app.ideas.models import Idea
from app.people.models import Lifecycle, Organisation, User
from app.people.particulars import Particulars
from app.people.service import organisations as service
from app.people.service.accounts import confirm, sign_up
from tests.browsers import Browser
from tests.people.conftest import Letter
from tests.personas import make_person, password_hash
from tests.statements import statements

NEW = {"name": "Acme", "domains": "acme.example, ACME.test", "revenue": "12 000", "plan": "Pro"}
NEW |= {"lifecycle": "renewal", "segment": "Small", "region": "North"}


def called(name: str) -> Organisation:
    session.rollback()
    return session.scalars(select(Organisation).where(Organisation.name == name)).one()


def send(browser: Browser, content: bytes) -> object:
    file = (io.BytesIO(content), "list.csv")
    form = {"csrf_token": browser.token(), "file": file}
    return browser._ask("post", "/manage/organisations/bring", data=form)


def test_one_is_added_and_changed_by_hand(browser: Browser, marta: User) -> None:
    browser.sign_in(marta)
    assert browser.post("/manage/organisations/new", NEW).status_code == 303
    acme = called("Acme")
    assert Particulars.of(acme) == Particulars(
        "Acme", ("acme.example", "acme.test"), "Small", "North", "Pro", 12_000, Lifecycle.RENEWAL
    )
    path = f"/manage/organisations/{acme.uid}"
    assert "12000" in browser.get(path).text
    changed = browser.post(path, {**NEW, "name": "Acme Ltd", "revenue": "", "version": 1})
    assert changed.status_code == 303
    assert (called("Acme Ltd").revenue, called("Acme Ltd").version) == (None, 2)
    late = browser.post(path, {**NEW, "segment": "Large and late", "version": 1})
    assert late.status_code == 412
    assert "Large and late" in late.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "Write a name"),
        ("name", "Northwind", "already an organisation called"),
        ("domains", "no domain", "No domain, as in larch.example"),
        ("domains", "gmail.com", "Anybody may have an address of gmail.com"),
        ("domains", "northwind.example", "belongs to Northwind already"),
        ("revenue", "12.5", "whole number"),
        ("revenue", "99999999999", "whole number"),
        ("lifecycle", "gone", "is none of"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(
    browser: Browser, marta: User, northwind: Organisation, field: str, value: str, said: str
) -> None:
    form = {**NEW, "segment": "What I typed", field: value}
    answer = browser.sign_in(marta).post("/manage/organisations/new", form)
    assert answer.status_code in (409, 422)
    assert said in answer.text.replace("&#34;", '"')
    assert "What I typed" in answer.text
    assert session.scalar(select(func.count(Organisation.id))) == 1


def test_others_never_reach_these_pages(
    app: Flask, ada: User, jun: User, northwind: object
) -> None:
    path = f"/manage/organisations/{northwind.uid}"  # type: ignore[attr-defined]
    for person in (ada, jun):
        browser = Browser(app).sign_in(person)
        for page in ("/manage/organisations", path, "/manage/organisations/bring"):
            assert browser.get(page).status_code == 403
        assert browser.post(path, NEW).status_code == 403


def test_who_confirms_an_address_of_a_domain_belongs_there(
    app: Flask, northwind: Organisation, letters: list[Letter]
) -> None:
    with writing():
        sign_up("Grace", "Grace@Northwind.example", password_hash=password_hash())
    grace = session.scalars(select(User).where(User.email_key == "grace@northwind.example")).one()
    assert grace.organisation_id is None, "not before the address is proven"
    with writing():
        confirm(letters[0].path.rpartition("/")[2])
    assert grace.organisation_id == northwind.id


def test_a_new_domain_takes_in_who_came_before_and_counts_them(
    marta: User, idea: Idea, contoso: Organisation
) -> None:
    from tests.telling.acts import vote

    late = make_person("Lea Sol", email="lea@new.example")
    vote(idea, late)
    assert (idea.people, idea.organisations) == (2, 1)
    wanted = Particulars("Contoso", ("contoso.example", "new.example"), revenue=90_000)
    with writing():
        service.edit(contoso, wanted, version=contoso.version, actor=marta)
    session.refresh(idea)
    assert late.organisation_id == contoso.id
    assert (idea.people, idea.organisations) == (2, 2)


def test_a_list_is_looked_at_and_then_kept(
    browser: Browser, marta: User, northwind: object
) -> None:
    browser.sign_in(marta)
    text = "Name;Domains;Plan;Region\nNorthwind;northwind.example;Café;Süd\n"
    text += "Äpfel;äpfel.example;=1+1;\n"
    looked = send(browser, text.encode("latin-1"))
    assert looked.status_code == 200  # type: ignore[attr-defined]
    shown = looked.text  # type: ignore[attr-defined]
    assert "The letters were guessed" in shown
    assert "Bring in 2 organisations" in shown
    assert session.scalar(select(func.count(Organisation.id))) == 1, "only looked at"

    assert browser.post("/manage/organisations/keep", {"table": text}).status_code == 303
    assert called("Äpfel").plan == "=1+1", "a formula is a text"
    assert called("Äpfel").domains == ["xn--pfel-koa.example"]
    kept = called("Northwind")
    assert (kept.plan, kept.region) == ("Café", "Süd")
    assert kept.revenue == 12_000, "what has no column stays"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,name\nA,B\n", "more than once"),
        ("title\nAcme\n", "no column called “name”"),
        ("name,colour\nAcme,red\n", "Nobody knows the column “colour”"),
        ("name,plan\nAcme\n", "Line 2: This row has 1 cell"),
        ("name\nAcme\nAcme\n", "Line 3: “Acme” is in this list twice"),
        ("name,domains\nA,x.example\nB,x.example\n", "Line 3: x.example is in this list twice"),
        ("name,revenue\nAcme,=1+1\n", "Line 2: Write revenue as a whole number"),
        ("name,domains\nAcme,gmail.com\n", "Anybody may have an address of gmail.com"),
    ],
)
def test_a_list_with_a_fault_is_kept_in_no_part(
    browser: Browser, marta: User, text: str, said: str
) -> None:
    browser.sign_in(marta)
    looked = send(browser, text.encode())
    assert said in looked.text  # type: ignore[attr-defined]
    assert browser.post("/manage/organisations/keep", {"table": text}).status_code == 422
    assert session.scalar(select(func.count(Organisation.id))) == 0


def test_a_list_that_fails_at_the_end_keeps_nothing(
    browser: Browser, marta: User, northwind: Organisation
) -> None:
    text = "name,domains\nAcme,acme.example\nThief,northwind.example\n"
    answer = browser.sign_in(marta).post("/manage/organisations/keep", {"table": text})
    assert answer.status_code == 422
    assert "northwind.example belongs to Northwind already" in answer.text
    assert session.scalar(select(func.count(Organisation.id))) == 1


def test_an_empty_file_and_a_large_one_are_refused(browser: Browser, marta: User) -> None:
    browser.sign_in(marta)
    for content, said in ((b"", "Choose a file first"), (b"name\n" + b"x" * 300_001, "300 kB")):
        answer = send(browser, content)
        assert (answer.status_code, said in answer.text) == (422, True)  # type: ignore[attr-defined]


def test_the_service_refuses_what_changed_meanwhile(marta: User, northwind: Organisation) -> None:
    with pytest.raises(Stale), writing():
        service.edit(northwind, Particulars("Other"), version=7, actor=marta)
    with pytest.raises(Conflict), writing():
        service.add(Particulars("Northwind"), actor=marta)
    with pytest.raises(Invalid), writing():
        service.add(Particulars("Third", ("northwind.example",)), actor=marta)


def test_the_list_is_found_by_word_and_domain_and_costs_the_same(
    browser: Browser, marta: User, northwind: Organisation, contoso: Organisation
) -> None:
    browser.sign_in(marta)
    assert "Contoso" not in browser.get("/manage/organisations?q=north").text
    assert "Contoso" in browser.get("/manage/organisations?q=contoso.ex").text
    costs = []
    for turn in range(2):
        with statements() as sent:
            browser.get("/manage/organisations")
        costs.append(len(sent))
        with writing():
            session.add_all(Organisation(name=f"Company {turn} {each:02}") for each in range(40))
    assert costs[0] == costs[1] <= 14
    page = browser.get("/manage/organisations")
    seen = []
    while True:
        seen += page.text.split('class="strong plain" href="')[1:]
        if 'rel="next" href="' not in page.text:
            break
        after = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        page = browser.get(after)
    assert len(seen) == 82, "every organisation stands on one page"
