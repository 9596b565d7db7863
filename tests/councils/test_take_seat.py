"""People are invited, take a seat or decline it, and have access exactly as long as it lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict
from app.councils.models import Council, Existence, Seat, SeatKind, SeatState
from app.councils.service import seats as service
from app.councils.terms import beginning_of, end_of, today
from app.ideas.models import Audience, Board, BoardGroup
from app.people.models import Organisation, User
from app.people.service.roles import set_organisation
from tests.browsers import Browser
from tests.councils.acts import council, invite, join


@pytest.fixture
def board_of_marta(app: Flask, root: User, marta: User) -> Council:
    return council("Product council", marta, by=root, purpose="To judge what comes next.")


def form(person: User, **more: str) -> dict[str, str]:
    days = {"starts_on": today().isoformat(), "ends_on": (today() + timedelta(90)).isoformat()}
    return {"address": person.email or "", "kind": "member", **days, **more}


def seat_of(person: User) -> Seat:
    session.rollback()
    theirs = select(Seat).where(Seat.user_id == person.id).order_by(Seat.id.desc())
    return session.scalars(theirs).first()  # type: ignore[return-value]


def test_who_is_invited_finds_a_page_and_takes_the_seat(
    app: Flask, board_of_marta: Council, ada: User, marta: User
) -> None:
    path = f"/councils/{board_of_marta.slug}"
    hosts, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    assert member.get(path).status_code == 404
    assert hosts.post(f"{path}/members", form(ada)).status_code == 303
    page = member.get(path)
    assert "Marta de Vries would like you to sit in this board" in page.text
    assert member.get(f"{path}/members").status_code == 404
    assert member.post(f"{path}/invitation").status_code == 303
    assert (seat_of(ada).state, seat_of(ada).organisation_id) == (
        SeatState.ACTIVE,
        ada.organisation_id,
    )
    assert "Ada Lovelace" in member.get(f"{path}/members").text
    assert "Advisory board" in member.get("/").text
    assert member.post(f"{path}/invitation").status_code == 403


def test_who_declines_may_propose_somebody_and_is_outside(
    app: Flask, board_of_marta: Council, ada: User, marta: User
) -> None:
    path = f"/councils/{board_of_marta.slug}"
    invite(board_of_marta, ada, by=marta)
    member = Browser(app).sign_in(ada)
    sent = {"decline": "1", "proposal": "Ask Grace instead"}
    assert member.post(f"{path}/invitation", sent).status_code == 303
    assert member.get(path).status_code == 404
    seat = seat_of(ada)
    assert seat.state is SeatState.DECLINED
    page = Browser(app).sign_in(marta).get(f"{path}/members/{seat.uid}")
    assert "Ask Grace instead" in page.text


def test_who_takes_the_seat_may_propose_somebody_beside_them(
    app: Flask, board_of_marta: Council, ada: User, marta: User
) -> None:
    path = f"/councils/{board_of_marta.slug}"
    invite(board_of_marta, ada, by=marta)
    member = Browser(app).sign_in(ada)
    assert member.post(f"{path}/invitation", {"proposal": "Ask Grace, too"}).status_code == 303
    seat = seat_of(ada)
    assert seat.state is SeatState.ACTIVE
    assert "Ask Grace, too" in Browser(app).sign_in(marta).get(f"{path}/members/{seat.uid}").text


def test_access_ends_with_the_last_day_without_any_job(
    app: Flask, board_of_marta: Council, ada: User, marta: User
) -> None:
    join(board_of_marta, ada, by=marta, days=30)
    with writing():
        secret = Board(slug="council-board", name="Council board", audience=Audience.GROUPS)
        session.add(secret)
        session.flush()
        session.add(BoardGroup(board_id=secret.id, group_id=board_of_marta.group_id))
    last, path = today() + timedelta(30), f"/councils/{board_of_marta.slug}"
    with time_machine.travel(end_of(last) - timedelta(seconds=1), tick=False):
        member = Browser(app).sign_in(ada)
        assert member.get(f"{path}/members").status_code == 200
        assert member.get("/b/council-board").status_code == 200
    with time_machine.travel(end_of(last), tick=False):
        member = Browser(app).sign_in(ada)
        for gone in (path, f"{path}/members", "/b/council-board", "/councils"):
            assert member.get(gone).status_code == 404, gone


def test_a_term_that_begins_later_gives_nothing_before(
    app: Flask, board_of_marta: Council, ada: User, marta: User
) -> None:
    path, first = f"/councils/{board_of_marta.slug}", today() + timedelta(7)
    hosts = Browser(app).sign_in(marta)
    sent = form(ada, starts_on=first.isoformat())
    assert hosts.post(f"{path}/members", sent).status_code == 303
    member = Browser(app).sign_in(ada)
    assert member.post(f"{path}/invitation").status_code == 303
    assert "Your term begins on" in member.get(path).text
    assert member.get(f"{path}/members").status_code == 404
    with time_machine.travel(beginning_of(first), tick=False):
        assert Browser(app).sign_in(ada).get(f"{path}/members").status_code == 200


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"address": "nobody"}, "does not look like an e-mail address"),
        ({"address": "jun@heed.example"}, "Members are customers"),
        ({"kind": "host"}, "Not a valid choice"),
        ({"ends_on": "soon"}, "Give a day, as in"),
        ({"starts_on": ""}, "Give a day, as in"),
        ({"ends_on": "2020-01-01"}, "A term ends after it began"),
        ({"ends_on": "2999-01-01"}, "Give a nearer day"),
    ],
)
def test_what_cannot_be_is_said_and_stays_typed(
    app: Flask,
    board_of_marta: Council,
    ada: User,
    jun: User,
    marta: User,
    more: dict[str, str],
    said: str,
) -> None:
    sent = {**form(ada), "conflict_note": "What I typed", **more}
    answer = Browser(app).sign_in(marta).post(f"/councils/{board_of_marta.slug}/members", sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert "What I typed" in answer.text
    assert seat_of(ada) is None


def test_nobody_has_two_terms_at_a_time(
    board_of_marta: Council, ada: User, marta: User, root: User
) -> None:
    first = invite(board_of_marta, ada, by=marta)
    with pytest.raises(Conflict, match="invited already"):
        invite(board_of_marta, ada, by=marta)
    with writing():
        service.accept(first, board_of_marta)
    with pytest.raises(Conflict, match="has a seat already"):
        invite(board_of_marta, ada, by=root)
    with pytest.raises(IntegrityError), writing():
        session.add(Seat(council_id=board_of_marta.id, user_id=ada.id, kind=SeatKind.OBSERVER))


def test_the_next_term_begins_where_the_last_one_ended(
    app: Flask, board_of_marta: Council, ada: User, marta: User
) -> None:
    (first,) = join(board_of_marta, ada, by=marta)
    with writing():
        service.end(first, board_of_marta, actor=marta)
    (second,) = join(board_of_marta, ada, by=marta)
    assert (first.state, second.state) == (SeatState.ALUMNI, SeatState.ACTIVE)
    assert first.ends_at is not None
    assert second.starts_at == first.ends_at
    path = f"/councils/{board_of_marta.slug}/members"
    assert Browser(app).sign_in(ada).get(path).status_code == 200


@pytest.mark.parametrize("days", [20, 300])
def test_a_term_that_was_ended_before_it_began_takes_no_time(
    app: Flask, board_of_marta: Council, ada: User, marta: User, days: int
) -> None:
    hosts, path = Browser(app).sign_in(marta), f"/councils/{board_of_marta.slug}/members"
    later = {"starts_on": (today() + timedelta(40)).isoformat()}
    assert hosts.post(path, form(ada, **later)).status_code == 303
    with writing():
        service.accept(seat_of(ada), board_of_marta)
    assert hosts.post(f"{path}/{seat_of(ada).uid}", {"end": "1"}).status_code == 303
    again = form(ada, ends_on=(today() + timedelta(days)).isoformat())
    assert hosts.post(path, again).status_code == 303
    assert seat_of(ada).starts_at == beginning_of(today())


def test_nobody_gives_a_host_an_end(app: Flask, board_of_marta: Council, marta: User) -> None:
    seat, hosts = seat_of(marta), Browser(app).sign_in(marta)
    path = f"/councils/{board_of_marta.slug}/members/{seat.uid}"
    page = hosts.get(path).text
    assert "Save this day" not in page
    assert "Who hosts this board is said where it is changed." in page
    sent = {"ends_on": today().isoformat(), "version": seat.version}
    assert hosts.post(path, sent).status_code == 409
    assert seat_of(marta).ends_at is None


def test_as_many_are_wanted_as_sit_there(
    app: Flask, root: User, ada: User, ben: User, jun: User, marta: User
) -> None:
    shown = council("Small council", marta, by=root, target_size=2)
    join(shown, ada, by=marta)
    join(shown, jun, by=marta, kind=SeatKind.OBSERVER)
    seat = invite(shown, ben, by=marta)
    path = f"/councils/{shown.slug}/members"
    for _answered in range(2):
        page = Browser(app).sign_in(marta).get(path).text
        assert "1 member sits in it. 2 members are wanted." in page
        with writing():
            service.decline(seat, shown) if seat.state is SeatState.INVITED else None
    assert "1 member sits in it." in Browser(app).sign_in(ada).get(path).text


def test_a_host_renews_and_ends_a_term(
    app: Flask, board_of_marta: Council, ada: User, marta: User
) -> None:
    (seat,) = join(board_of_marta, ada, by=marta, days=10)
    path, later = f"/councils/{board_of_marta.slug}/members", today() + timedelta(400)
    hosts, version = Browser(app).sign_in(marta), seat_of(ada).version
    sent = {"ends_on": later.isoformat(), "version": version}
    assert hosts.post(f"{path}/{seat.uid}", sent).status_code == 303
    assert seat_of(ada).ends_at == end_of(later)
    late = hosts.post(f"{path}/{seat.uid}", sent)
    assert late.status_code == 409
    past = hosts.post(f"{path}/{seat.uid}", {"ends_on": "2020-01-01", "version": version + 1})
    assert past.status_code == 422
    assert "This day has passed" in past.text
    assert hosts.post(f"{path}/{seat.uid}", {"end": "1"}).status_code == 303
    assert seat_of(ada).state is SeatState.ALUMNI
    assert Browser(app).sign_in(ada).get(path).status_code == 404


def test_another_employer_ends_the_seat_and_not_the_hosts(
    app: Flask, board_of_marta: Council, ada: User, marta: User, root: User, contoso: Organisation
) -> None:
    join(board_of_marta, ada, by=marta)
    for person in (ada, marta):
        with writing():
            session.refresh(person)
            set_organisation(person, contoso, version=person.version, actor=root)
    assert seat_of(ada).state is SeatState.WITHDRAWN
    path = f"/councils/{board_of_marta.slug}/members"
    assert Browser(app).sign_in(ada).get(path).status_code == 404
    assert Browser(app).sign_in(marta).get(path).status_code == 200


def test_a_member_leaves_and_a_host_does_not(
    app: Flask, board_of_marta: Council, ada: User, marta: User
) -> None:
    join(board_of_marta, ada, by=marta)
    path = f"/councils/{board_of_marta.slug}"
    member = Browser(app).sign_in(ada)
    assert member.post(f"{path}/leaving").status_code == 303
    assert member.get(path).status_code == 404
    assert seat_of(ada).state is SeatState.WITHDRAWN
    assert Browser(app).sign_in(marta).post(f"{path}/leaving").status_code == 409


def test_members_see_members_and_hosts_see_all(
    app: Flask, board_of_marta: Council, ada: User, ben: User, jun: User, marta: User
) -> None:
    join(board_of_marta, ada, by=marta)
    invite(board_of_marta, ben, by=marta)
    join(board_of_marta, jun, by=marta, kind=SeatKind.OBSERVER)
    path = f"/councils/{board_of_marta.slug}/members"
    shown = Browser(app).sign_in(ada).get(path).text
    assert "Ada Lovelace" in shown
    assert "Ben Okri" not in shown
    assert "Ben Okri" in Browser(app).sign_in(marta).get(path).text


def test_who_declined_a_public_board_reads_what_everybody_does(
    app: Flask, root: User, marta: User, ada: User
) -> None:
    shown = council("Open board", marta, by=root, existence=Existence.PUBLIC)
    seat = invite(shown, ada, by=marta)
    with writing():
        service.decline(seat, shown)
    answer = Browser(app).sign_in(ada).get(f"/councils/{shown.slug}")
    assert answer.status_code == 200
    assert "is for its members alone" in answer.text
    assert now() < (seat_of(ada).ends_at or now())
