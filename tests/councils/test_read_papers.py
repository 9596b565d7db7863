"""Papers of a round carry the name of whoever reads them, and hosts see who did; in a test members
write down what they find."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session
from app.councils.models import Council, Finding, Paper, Reading, RoundKind, Seat
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import begin, close, prepare


def url(sitting: Council, rest: str = "") -> str:
    return f"/councils/{sitting.slug}/rounds/1{rest}"


def paper(host: Browser, sitting: Council) -> str:
    """Its address."""
    form = {"title": "Prices of 2027", "body": "They **rise**."}
    assert host.post(url(sitting, "/papers"), form).status_code == 303
    uid = session.scalars(select(Paper.uid).order_by(Paper.id.desc())).first()
    return url(sitting, f"/papers/{uid}")


def test_it_carries_its_readers_name_and_hosts_see_who_opened_it(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User, jun: User
) -> None:
    begin(sitting, "One", by=marta)
    host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    where = paper(host, sitting)
    assert "opened" not in member.get(url(sitting)).text
    for _time in range(2):
        page = member.get(where).text
        assert "<strong>rise</strong>" in page
        assert f"For {ada.name}," in page
        assert "The hosts see that you opened it." in page
        assert "Opened by" not in page
    assert "opened" in member.get(url(sitting)).text
    page = host.get(where).text
    assert "2 times, first on" in page
    kept = {each.seat_id: each.times for each in session.scalars(select(Reading))}
    assert kept[seats[0].id] == 2
    assert seats[1].id not in kept
    assert Browser(app).sign_in(jun).get(where).status_code == 404


def test_a_paper_of_a_draft_is_the_hosts_and_one_of_a_closed_round_stays(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    of = prepare(sitting, "One", by=marta)
    host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    where = paper(host, sitting)
    assert member.get(where).status_code == 404
    refused = host.post(url(sitting, "/papers"), {"title": "Kept title", "body": ""})
    assert refused.status_code == 422
    assert "Kept title" in refused.text
    host.post(url(sitting, "/stage"), {"do": "open"})
    assert member.get(where).status_code == 200
    session.refresh(of)
    close(of, by=marta)
    assert host.post(where).status_code == 409
    assert member.get(where).status_code == 200


def test_a_paper_is_taken_out_with_the_list_of_its_readers(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    begin(sitting, "One", by=marta)
    host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    where = paper(host, sitting)
    member.get(where)
    assert member.post(where).status_code == 403
    assert host.post(where).status_code == 303
    assert host.get(where).status_code == 404
    assert session.scalars(select(Reading)).all() == []


def test_findings_are_the_hosts_at_once_and_the_others_once_it_closed(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User
) -> None:
    of, _none = begin(sitting, by=marta, kind=RoundKind.TEST)
    host, member, other = (Browser(app).sign_in(who) for who in (marta, ada, ben))
    form = {"kind": "issue", "body": "It stops at the third page."}
    assert member.post(url(sitting, "/findings"), form).status_code == 303
    assert form["body"] in member.get(url(sitting)).text
    assert form["body"] in host.get(url(sitting)).text
    assert form["body"] not in other.get(url(sitting)).text
    assert host.post(url(sitting, "/findings"), form).status_code == 403
    close(of, by=marta)
    assert form["body"] in other.get(url(sitting)).text
    late = member.post(url(sitting, "/findings"), {"kind": "praise", "body": "Too late, but nice."})
    assert late.status_code == 409
    assert len(session.scalars(select(Finding)).all()) == 1


@pytest.mark.parametrize("wrong", [{"kind": "gossip"}, {"body": " "}, {"body": "x" * 5001}])
def test_what_cannot_be_kept_comes_back(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User, wrong: dict[str, str]
) -> None:
    begin(sitting, by=marta, kind=RoundKind.TEST)
    form = {"kind": "idea", "body": "Half a thought", **wrong}
    page = Browser(app).sign_in(ada).post(url(sitting, "/findings"), form)
    assert page.status_code == 422
    assert form["body"].strip() in page.text
