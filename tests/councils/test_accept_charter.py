"""Nothing in a council opens to a member before they typed their name under its charter."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import session
from app.councils.models import Acceptance, Council
from app.people.models import User
from tests.browsers import Browser
from tests.councils.acts import approve, council, join, sign


@pytest.fixture
def board(app: Flask, root: User, marta: User, ada: User) -> Council:
    made = council("Product council", marta, by=root)
    join(made, ada, by=marta)
    return made


def acceptances() -> int:
    session.rollback()
    return session.scalar(select(func.count(Acceptance.id))) or 0


def test_a_member_accepts_it_by_their_name(
    app: Flask, board: Council, ada: User, marta: User
) -> None:
    path = f"/councils/{board.slug}"
    hosts, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    assert member.get(f"{path}/members").status_code == 200
    sent = {"body": "We *listen*.", "nda_reference": "Drawer 7", "seen": "0"}
    assert hosts.post(f"{path}/charter/next", sent).status_code == 303
    for inside in (path, f"{path}/members"):
        answer = member.get(inside)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{path}/charter")
    page = member.get(f"{path}/charter").text
    assert "<em>listen</em>" in page
    assert "Drawer 7" in page
    wrong = member.post(f"{path}/charter", {"typed_name": "Somebody", "number": "1"})
    assert wrong.status_code == 422
    assert "Type your name as it stands here: Ada Lovelace" in wrong.text
    for _press in range(2):
        sent = {"typed_name": " ada  LOVELACE ", "number": "1"}
        assert member.post(f"{path}/charter", sent).status_code == 303
    assert acceptances() == 1
    assert member.get(f"{path}/members").status_code == 200
    assert "accepted" in hosts.get(f"{path}/members").text


def test_a_new_version_closes_the_board_until_it_is_accepted(
    app: Flask, board: Council, ada: User, marta: User
) -> None:
    path, member = f"/councils/{board.slug}", Browser(app).sign_in(ada)
    approve(board, "First.", by=marta)
    old = member.get(f"{path}/charter").text
    approve(board, "Second.", by=marta)
    assert 'name="number" value="1"' in old
    late = member.post(f"{path}/charter", {"typed_name": "Ada Lovelace", "number": "1"})
    assert late.status_code == 409
    assert acceptances() == 0
    assert member.post(f"{path}/charter", {"typed_name": "Ada Lovelace", "number": "2"})
    assert member.get(path).status_code == 200
    assert Browser(app).sign_in(marta).get(path).status_code == 200


def test_who_does_not_accept_it_can_leave(
    app: Flask, board: Council, ada: User, marta: User
) -> None:
    path, member = f"/councils/{board.slug}", Browser(app).sign_in(ada)
    approve(board, "First.", by=marta)
    way_out = f'action="{path}/leaving"'
    assert way_out in member.get(f"{path}/charter").text
    assert way_out not in Browser(app).sign_in(marta).get(f"{path}/charter").text
    assert member.post(f"{path}/leaving").status_code == 303
    assert member.get(f"{path}/charter").status_code == 404


def test_two_hosts_do_not_put_two_versions_over_each_other(
    app: Flask, board: Council, marta: User
) -> None:
    hosts, path = Browser(app).sign_in(marta), f"/councils/{board.slug}/charter/next"
    assert hosts.post(path, {"body": "Mine.", "seen": "0"}).status_code == 303
    late = hosts.post(path, {"body": "Typed in vain?", "seen": "0"})
    assert late.status_code == 409
    assert "Typed in vain?" in late.text
    empty = hosts.post(path, {"body": " ", "nda_reference": "Kept", "seen": "1"})
    assert empty.status_code == 422
    assert "Kept" in empty.text


def test_a_member_reads_it_and_never_writes_it(
    app: Flask, board: Council, ada: User, marta: User
) -> None:
    approve(board, "First.", by=marta)
    member, path = Browser(app).sign_in(ada), f"/councils/{board.slug}/charter/next"
    assert member.get(path).status_code == 403
    assert member.post(path, {"body": "Ours.", "seen": "1"}).status_code == 403


def test_what_was_accepted_for_one_term_is_asked_again_for_the_next(
    app: Flask, board: Council, ben: User, marta: User
) -> None:
    approve(board, "First.", by=marta)
    (seat,) = join(board, ben, by=marta)
    sign(board, seat)
    assert Browser(app).sign_in(ben).get(f"/councils/{board.slug}").status_code == 200
