"""In a closed council what was begun is finished, and nothing new begins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.councils.models import Council, Decision, Round, Seat
from app.councils.queries.rounds import agenda_of
from app.councils.service import candidates, councils
from app.councils.terms import clock_of
from app.people.models import User
from tests.browsers import Browser
from tests.councils import acts

DAY = timedelta(days=1)
PLAN = {"title": "New", "kind": "ballot", "counts_by": "organisation", "quorum": "1"}
POINT = {"title": "New", "kind": "update", "minutes": "5"}


@pytest.fixture
def rounds(sitting: Council, seats: list[Seat], marta: User) -> dict[str, Round]:
    """A draft, one that is open and one that has closed before its meeting; the council is
    closed."""
    draft = acts.prepare(sitting, "One", by=marta)
    with writing():
        candidates.add_item(draft, candidates.Item("Hello"))
    running, _cards = acts.begin(sitting, "Two", by=marta, closes_at=now() + 9 * DAY)
    closed, _cards = acts.begin(sitting, "Three", by=marta, meets_at=now() + DAY)
    acts.close(closed, by=marta)
    with writing():
        councils.close(sitting, actor=marta)
    return {"draft": draft, "open": running, "closed": closed}


@pytest.mark.parametrize(
    ("which", "path", "form"),
    [
        ("draft", "stage", {"do": "pre_read"}),
        ("draft", "stage", {"do": "open"}),
        ("draft", "edit", PLAN),
        ("draft", "candidates", {"title": "New"}),
        ("draft", "agenda", POINT),
        ("draft", "papers", {"title": "New", "body": "Words"}),
        ("open", "stage", {"do": "remind"}),
        ("closed", "meeting", {"meets_at": "2099-05-05T11:00"}),
    ],
)
def test_nothing_new_begins(
    app: Flask,
    sitting: Council,
    rounds: dict[str, Round],
    marta: User,
    which: str,
    path: str,
    form: dict[str, str],
) -> None:
    sent = {**form, "version": str(rounds[which].version)}
    where = f"/councils/{sitting.slug}/rounds/{rounds[which].number}"
    answer = Browser(app).sign_in(marta).post(f"{where}/{path}", sent)
    assert answer.status_code == 409
    assert "This board is closed. A host can open it again." in answer.text


def test_its_pages_offer_nothing_new(
    app: Flask, sitting: Council, rounds: dict[str, Round], marta: User
) -> None:
    host = Browser(app).sign_in(marta)
    offers = ("Let members read it", "Open it for answers", "Change this round", "Add a ")
    offers += ("Move the meeting", "Remind ", "Take out: ", "Add: ")
    for number in (1, 2, 3):
        page = host.get(f"/councils/{sitting.slug}/rounds/{number}").text
        assert [offer for offer in offers if offer in page] == [], number
        assert "nothing new begins" in page
    assert agenda_of(rounds["draft"])


def test_what_was_begun_is_finished(
    app: Flask, sitting: Council, seats: list[Seat], rounds: dict[str, Round], marta: User
) -> None:
    host = Browser(app).sign_in(marta)
    path = f"/councils/{sitting.slug}/rounds"
    assert host.post(f"{path}/2/stage", {"do": "close"}).status_code == 303
    assert host.post(f"{path}/3/stage", {"do": "call_off"}).status_code == 303
    voices = {"voices_for": 2, "voices_against": 0, "voices_withheld": 0}
    advised = {"title": "Build it", "advice": "go", **voices}
    due = (clock_of(now()) + 9 * DAY).date().isoformat()
    action = {"title": "Send figures", "owner": str(seats[0].uid), "due_on": due}
    for sent in (
        ("2/decisions", advised),
        ("2/actions", action),
        ("2/minutes/edit", {"summary": "Short", "version": 0}),
        ("2/minutes/stage", {"do": "publish"}),
    ):
        assert host.post(f"{path}/{sent[0]}", sent[1]).status_code == 303, sent
    decision = session.scalars(select(Decision)).one()
    said = {"adoption": "adopted", "answer": "In May."}
    assert host.post(f"{path}/2/decisions/{decision.uid}", said).status_code == 303
    assert host.post(f"{path}/2/stage", {"do": "report"}).status_code == 303
