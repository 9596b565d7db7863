"""Which boards of ideas the members of a council see; and its meeting, moved after its answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict
from app.councils.models import Council, Seat
from app.councils.service.rounds import move_meeting
from app.ideas.models import Audience, Board
from app.ideas.queries.boards import group_ids_of
from app.ideas.service.boards import Outline, edit_board, open_to
from app.people.models import Group, User
from tests.browsers import Browser
from tests.councils.acts import begin, close, council, prepare
from tests.journeys.test_advise_for_a_year import on_the_clock


def opened(board: Board) -> Group:
    """The board is open to one group that is kept by hand."""
    with writing():
        group = Group(name="Early birds")
        session.add(group)
        board.audience = Audience.GROUPS
        session.flush()
        open_to(board, {group.id})
    return group


def test_a_host_who_looks_after_boards_shows_them_to_the_members(
    app: Flask, sitting: Council, seats: list[Seat], board: Board, marta: User, ada: User
) -> None:
    group = opened(board)
    host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    assert member.get(f"/b/{board.slug}").status_code == 404
    assert board.name in host.get(f"/councils/{sitting.slug}/edit").text
    shown = host.post(f"/councils/{sitting.slug}/boards", {"board": str(board.uid)})
    assert shown.status_code == 303
    assert member.get(f"/b/{board.slug}").status_code == 200
    assert "checked" in host.get(f"/councils/{sitting.slug}/edit").text
    kept = Outline(board.name, board.slug, audience=Audience.GROUPS, group_ids=[group.id])
    with writing():
        edit_board(board, kept, version=board.version, actor=marta)
    assert member.get(f"/b/{board.slug}").status_code == 200, "another save keeps the council"
    host.post(f"/councils/{sitting.slug}/boards", {"board": "nonsense"})
    assert group_ids_of(board) == {group.id}
    assert member.get(f"/b/{board.slug}").status_code == 404


def test_others_than_keepers_show_no_boards(
    app: Flask, board: Board, root: User, jun: User
) -> None:
    sitting = council("Run by an employee", jun, by=root)
    group = opened(board)
    host = Browser(app).sign_in(jun)
    form = {"board": str(board.uid)}
    assert host.post(f"/councils/{sitting.slug}/boards", form).status_code == 403
    assert "Boards of ideas its members see" not in host.get(f"/councils/{sitting.slug}/edit").text
    assert group_ids_of(board) == {group.id}


def test_a_meeting_is_moved_after_the_answers_are_in(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    soon = now() + timedelta(days=2)
    of, _cards = begin(sitting, "One", by=marta, meets_at=soon)
    close(of, by=marta)
    host = Browser(app).sign_in(marta)
    at = f"/councils/{sitting.slug}/rounds/1"
    before = host.get(f"{at}/meeting.ics").text
    form = {"meets_at": on_the_clock(soon + timedelta(days=3)), "place": "Room 2"}
    wrong = host.post(f"{at}/meeting", {**form, "meets_at": "soon", "version": of.version})
    assert wrong.status_code == 422
    assert "Room 2" in wrong.text
    past = {**form, "meets_at": on_the_clock(now() - timedelta(days=1)), "version": of.version}
    assert host.post(f"{at}/meeting", past).status_code == 422
    assert host.post(f"{at}/meeting", {**form, "version": 0}).status_code == 412
    assert Browser(app).sign_in(ada).post(f"{at}/meeting", form).status_code == 403
    assert host.post(f"{at}/meeting", {**form, "version": of.version}).status_code == 303
    after = host.get(f"{at}/meeting.ics").text
    assert sequence(after) > sequence(before)
    assert "Room 2" in after


def test_a_meeting_that_was_held_or_never_planned_is_not_moved(
    app: Flask, sitting: Council, marta: User
) -> None:
    for meets_at in (None, now() - timedelta(hours=1)):
        of = prepare(sitting, "One", by=marta, meets_at=meets_at)
        with pytest.raises(Conflict), writing():
            move_meeting(of, now() + timedelta(days=1), "", version=of.version, actor=marta)


def sequence(file: str) -> int:
    return int(next(line for line in file.splitlines() if line.startswith("SEQUENCE"))[9:])
