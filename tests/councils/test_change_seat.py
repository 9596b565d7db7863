"""A seat's kind, first day and conflicts of interest change while it is held; hosts see what became
of it, and what was taken part in stays there when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.councils.models import Council, Round, Seat, SeatKind, SeatState
from app.councils.service import seats as service
from app.councils.terms import beginning_of, today
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import approve, invite, join, sign

DAY = timedelta(days=1)


def details(seat: Seat, **more: str) -> dict[str, str]:
    session.refresh(seat)
    first = {"kind": seat.kind.value, "starts_on": today().isoformat()}
    return {**first, "conflict_note": "", "version": str(seat.version), **more}


def test_a_host_makes_a_member_chair_and_writes_down_a_conflict(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    host, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/members/{seats[0].uid}"
    sent = details(seats[0], kind="chair", conflict_note="Sits with a rival.")
    assert host.post(f"{path}/edit", sent).status_code == 303
    page = host.get(path).text
    assert "Sits with a rival." in page
    assert "made it that of: Chair." in page
    assert "wrote down conflicts of interest." in page
    session.refresh(seats[0])
    assert seats[0].kind is SeatKind.CHAIR
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "council.edit_seat")
    ).one()
    assert (entry.before["kind"], entry.after["kind"]) == ("member", "chair")
    assert "rival" not in f"{entry.before} {entry.after}"
    late = host.post(f"{path}/edit", {**sent, "conflict_note": "What I typed"})
    assert late.status_code == 409
    assert "What I typed" in late.text
    assert Browser(app).sign_in(ada).post(f"{path}/edit", sent).status_code == 403


def test_access_begins_with_the_day_that_was_put_instead(
    app: Flask, sitting: Council, marta: User, ada: User
) -> None:
    host, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/members"
    sent = {"address": ada.email or "", "kind": "member"}
    sent |= {"starts_on": f"{today() + 9 * DAY}", "ends_on": f"{today() + 90 * DAY}"}
    assert host.post(path, sent).status_code == 303
    seat = session.scalars(select(Seat).where(Seat.user_id == ada.id)).one()
    with writing():
        service.accept(seat, sitting)
    member = Browser(app).sign_in(ada)
    assert member.get(path).status_code == 404
    for day, said in ((today() + 91 * DAY, "before it ends"), (today() - 900 * DAY, "long ago")):
        answer = host.post(f"{path}/{seat.uid}/edit", details(seat, starts_on=f"{day}"))
        assert answer.status_code == 422
        assert said in answer.text
    assert host.post(f"{path}/{seat.uid}/edit", details(seat)).status_code == 303
    assert member.get(path).status_code == 200
    late = host.post(f"{path}/{seat.uid}/edit", details(seat, starts_on=f"{today() + DAY}"))
    assert late.status_code == 422
    assert "This term has begun" in late.text


@pytest.mark.parametrize("where", ["edit", "invite"])
def test_a_term_does_not_begin_within_the_last_one(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User, where: str
) -> None:
    with writing():
        seats[0].starts_at = beginning_of(today() - 30 * DAY)
        service.end(seats[0], sitting, actor=marta)
    path, early = f"/councils/{sitting.slug}/members", f"{today() - 9 * DAY}"
    host = Browser(app).sign_in(marta)
    if where == "edit":
        seat = invite(sitting, ada, by=marta)
        answer = host.post(f"{path}/{seat.uid}/edit", details(seat, starts_on=early))
    else:
        days = {"starts_on": early, "ends_on": f"{today() + 9 * DAY}"}
        answer = host.post(path, {"address": ada.email or "", "kind": "member", **days})
    assert answer.status_code == 422
    assert "They sat here until then" in answer.text


def test_staff_become_no_members_and_hosts_nothing_else(
    app: Flask, sitting: Council, jun: User, marta: User
) -> None:
    (seat,) = join(sitting, jun, by=marta, kind=SeatKind.OBSERVER)
    host, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/members"
    answer = host.post(f"{path}/{seat.uid}/edit", details(seat, kind="member"))
    assert answer.status_code == 422
    assert "Members are customers" in answer.text
    own = session.scalars(select(Seat).where(Seat.user_id == marta.id)).one()
    answer = host.post(f"{path}/{own.uid}/edit", details(own, kind="observer"))
    assert answer.status_code == 409
    session.refresh(own)
    assert own.kind is SeatKind.HOST


def test_members_write_down_their_own_conflicts(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User, ben: User
) -> None:
    member, path = Browser(app).sign_in(ada), f"/councils/{sitting.slug}"
    sent = {"conflict_note": "I own shares.", "version": str(seats[0].version)}
    assert member.post(f"{path}/conflict", sent).status_code == 303
    assert "I own shares." in member.get(f"{path}/members").text
    host = Browser(app).sign_in(marta)
    assert "I own shares." in host.get(f"{path}/members/{seats[0].uid}").text
    assert "I own shares." not in Browser(app).sign_in(ben).get(f"{path}/members").text
    late = member.post(f"{path}/conflict", {**sent, "conflict_note": "And more."})
    assert late.status_code == 409
    assert "And more." in late.text
    with writing():
        session.refresh(seats[0])
        service.end(seats[0], sitting, actor=marta)
    gone = {**sent, "version": str(seats[0].version)}
    assert member.post(f"{path}/conflict", gone).status_code == 404


def test_hosts_see_terms_renewals_and_the_name_under_the_charter(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    approve(sitting, "We listen.", by=marta)
    sign(sitting, seats[0], "ada  LOVELACE")
    host, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/members"
    assert "as “ada LOVELACE”" in host.get(path).text
    assert "as “ada LOVELACE”" not in Browser(app).sign_in(ada).get(path).text
    sent = {"ends_on": "2027-12-24", "version": str(seats[0].version)}
    assert host.post(f"{path}/{seats[0].uid}", sent).status_code == 303
    page = host.get(f"{path}/{seats[0].uid}").text
    assert "Version 1, accepted as “ada LOVELACE”" in page
    assert "to December 24, 2027." in page
    for words in ("Marta de Vries</strong> moved its last day", "Took the seat.", "Was invited."):
        assert words in page
    assert "Terms in this board" not in page
    with writing():
        session.refresh(seats[0])
        service.leave(seats[0], sitting)
    again = invite(sitting, ada, by=marta)
    page = host.get(f"{path}/{again.uid}").text
    assert "Terms in this board" in page
    assert f"{path}/{seats[0].uid}" in page
    assert "Left the board." in host.get(f"{path}/{seats[0].uid}").text


def test_what_somebody_took_part_in_stays_when_their_term_is_over(
    app: Flask, concluded: Round, sitting: Council, seats: list[Seat], marta: User
) -> None:
    host, path = Browser(app).sign_in(marta), f"/councils/{sitting.slug}/members/{seats[0].uid}"
    assert "<dt>Rounds answered</dt><dd>1 of 1</dd>" in host.get(path).text
    with writing():
        session.refresh(seats[0])
        service.end(seats[0], sitting, actor=marta)
    assert seats[0].state is SeatState.ALUMNI
    assert "<dt>Rounds answered</dt><dd>1 of 1</dd>" in host.get(path).text
    scorecard = host.get(f"/councils/{sitting.slug}/scorecard").text
    assert scorecard.index("Ben Okri") < scorecard.index("Ada Lovelace")
    assert 'Ada Lovelace</a> <span class="badge">Term over</span>' in scorecard
