"""Whoever is no longer on staff hosts nothing, and the board goes on."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.councils.models import Council, Seat, SeatKind, SeatState
from app.councils.queries.find import hosts_of
from app.people.models import GroupMember, Role, User
from app.people.service.roles import change_role
from tests.browsers import Browser
from tests.councils.acts import council, join


def demote(admin: Browser, person: User, role: str = "customer") -> str:
    form = {"role": role, "version": person.version}
    answer = admin.post(f"/manage/people/{person.uid}/role", form)
    assert answer.status_code == 303
    return admin.get(answer.location).text


def hosting(person: User) -> list[SeatState]:
    session.rollback()
    theirs = select(Seat.state).where(Seat.user_id == person.id, Seat.kind == SeatKind.HOST)
    return list(session.scalars(theirs))


def test_a_host_who_leaves_staff_reads_nothing_more(
    app: Flask, sitting: Council, seats: list[Seat], root: User, marta: User
) -> None:
    path, admin = f"/councils/{sitting.slug}", Browser(app).sign_in(root)
    assert Browser(app).sign_in(marta).get(path).status_code == 200
    said = demote(admin, marta)
    assert hosting(marta) == [SeatState.ALUMNI]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "council.end_seat")).one()
    assert entry.actor_id == root.id
    theirs = select(GroupMember.id).where(GroupMember.user_id == marta.id)
    assert session.scalars(theirs).all() == [], "nor the boards that the council sees"

    former = Browser(app).sign_in(marta)
    for end in ("", "/members", "/scorecard", "/edit"):
        assert former.get(path + end).status_code == 404, end
    assert former.get("/councils").status_code == 404
    assert "Nobody hosts the advisory board “Product council” now." in said


def test_the_only_host_is_followed_by_an_administrator_who_names_another(
    app: Flask, sitting: Council, seats: list[Seat], root: User, marta: User, jun: User, ada: User
) -> None:
    path, admin = f"/councils/{sitting.slug}", Browser(app).sign_in(root)
    demote(admin, marta)
    assert hosts_of(sitting) == []
    for reader in (admin, Browser(app).sign_in(ada)):
        assert "Nobody hosts this board now." in reader.get(path).text
    page = admin.get(f"{path}/edit").text
    assert marta.email not in page
    form = {"name": sitting.name, "kind": "user", "existence": "hidden"}
    form |= {"confidentiality": "closed", "version": str(sitting.version)}
    refused = admin.post(f"{path}/edit", {**form, "hosts": marta.email})
    assert refused.status_code == 422
    assert admin.post(f"{path}/edit", {**form, "hosts": jun.email}).status_code == 303
    assert [each.name for each in hosts_of(sitting)] == [jun.name]


def test_a_board_with_another_host_is_not_named(
    app: Flask, root: User, marta: User, jun: User
) -> None:
    shared = council("Shared board", marta, jun, by=root)
    said = demote(Browser(app).sign_in(root), marta)
    assert "Nobody hosts" not in said
    assert [each.name for each in hosts_of(shared)] == [jun.name]


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.ADMIN])
def test_who_stays_on_staff_goes_on_hosting(
    sitting: Council, root: User, marta: User, role: Role
) -> None:
    with writing():
        change_role(marta, role, version=marta.version, actor=root)
    assert hosting(marta) == [SeatState.ACTIVE]


def test_other_seats_stay(app: Flask, sitting: Council, root: User, marta: User, jun: User) -> None:
    (seat,) = join(sitting, jun, by=marta, kind=SeatKind.OBSERVER)
    demote(Browser(app).sign_in(root), jun)
    assert seat.state is SeatState.ACTIVE


def test_only_staff_host_whatever_seat_they_still_have(
    app: Flask, sitting: Council, marta: User
) -> None:
    """As by hand in the database: the seat is still there."""
    with writing():
        marta.role = Role.CUSTOMER
    former = Browser(app).sign_in(marta)
    assert former.get(f"/councils/{sitting.slug}").status_code == 404
    assert "Product council" not in former.get("/councils").text
    with writing():
        marta.role = Role.EMPLOYEE
    assert former.get(f"/councils/{sitting.slug}").status_code == 200
