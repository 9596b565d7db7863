"""Boards of ideas that only councils see: their hosts and administrators look after them, and no
other manager learns of them."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

import pytest
from flask import Flask

from app.core.db import session, writing
from app.core.errors import Forbidden, Invalid, NotFound
from app.councils.models import Council, Seat
from app.duplicates.service.groups import keep_apart
from app.duplicates.service.objections import object_to
from app.ideas.importing import bringing
from app.ideas.importing.reading import first_look
from app.ideas.importing.store import take_in
from app.ideas.models import Audience, Board, Idea
from app.ideas.queries.boards import group_ids_of
from app.ideas.service.boards import Outline, close_board, edit_board, move_board, open_to
from app.ideas.service.drafts import draft
from app.ideas.service.drafts import words as written
from app.ideas.service.submit import submit
from app.improvements.models import Decision, Verdict
from app.people.models import Group, Role, User
from app.people.service.tokens import issue_token
from tests.api.programs import Program
from tests.browsers import Browser
from tests.councils.acts import council
from tests.duplicates.acts import pair_up
from tests.duplicates.conftest import merge
from tests.personas import make_person
from tests.roadmap.acts import improve

TITLE = "Secret bank links for the few"


class Hidden(NamedTuple):
    """A board of the council that Marta hosts, with an idea and what hangs on it."""

    board: Board
    idea: Idea


@pytest.fixture
def mila(app: Flask) -> User:
    """A manager who hosts nothing."""
    return make_person("Mila Example", role=Role.MANAGER)


@pytest.fixture
def hidden(sitting: Council, seats: list[Seat], ada: User) -> Hidden:
    with writing():
        board = Board(slug="inner-circle", name="Inner circle", audience=Audience.GROUPS)
        board.position = 7
        session.add(board)
        session.flush()
        open_to(board, {sitting.group_id})
        idea = submit(draft(TITLE), board=board, author=ada)
    return Hidden(board, idea)


def test_managers_outside_find_nothing_of_it(
    app: Flask, hidden: Hidden, idea: Idea, mila: User, marta: User, root: User, ada: User
) -> None:
    pair_up(hidden.idea, idea)
    plan = improve("More links", hidden.idea, idea)
    with writing():
        session.add(
            Decision(improvement_id=plan.id, idea_id=hidden.idea.id, verdict=Verdict.LINKED)
        )
    at, reference = f"/b/{hidden.board.slug}", hidden.idea.reference
    pages = [at, f"/ideas/{reference}", f"/manage/inbox/{reference}"]
    pages += [f"/manage/settings/boards/{hidden.board.slug}", f"/manage/ideas/{reference}/merge"]
    lists = ["/", "/manage/settings/boards", "/manage/inbox?show=all", "/manage/duplicates"]
    lists += ["/search?q=secret", "/ideas/similar?title=Secret+bank+links", "/manage/import"]
    lists += ["/manage/improvements/I-1", f"/ideas/{idea.reference}/move"]
    words = (TITLE, hidden.board.name, f"/{reference}", "advisory board", "you do not see")
    outside = Browser(app).sign_in(mila)
    assert [outside.get(page).status_code for page in pages] == [404] * len(pages)
    told = {(page, word) for page in lists for word in words if word in outside.get(page).text}
    assert not told
    for who in (marta, root):
        browser = Browser(app).sign_in(who)
        assert [browser.get(page).status_code for page in pages] == [200] * len(pages)
        assert hidden.board.name in browser.get("/manage/settings/boards").text
        assert "administrators see it too" in browser.get("/manage/settings/boards").text
        assert TITLE in browser.get("/manage/inbox?show=all").text
        assert TITLE in browser.get("/manage/duplicates").text
        assert TITLE in browser.get("/manage/improvements/I-1").text
    assert Browser(app).sign_in(ada).get(at).status_code == 200


def test_programs_of_managers_outside_find_nothing_of_it(
    app: Flask, hidden: Hidden, mila: User, marta: User
) -> None:
    found = {}
    asked = ("/ideas", "/boards", f"/ideas/{hidden.idea.uid}")
    for who in (mila, marta):
        with writing():
            secret = issue_token(who, scopes=["read", "triage"], actor=who)[1]
        program = Program(app, secret)
        answers = [program.get(each).text for each in asked]
        found[who.name] = [TITLE in each or hidden.board.name in each for each in answers]
    assert found == {mila.name: [False] * 3, marta.name: [True] * 3}


def test_nobody_else_changes_closes_or_widens_it(
    app: Flask, hidden: Hidden, mila: User, marta: User, root: User
) -> None:
    board = hidden.board
    at, wide = f"/manage/settings/boards/{board.slug}", Outline(board.name, board.slug)
    outside = Browser(app).sign_in(mila)
    form = {"name": board.name, "slug": board.slug, "audience": "public", "version": board.version}
    for address in (at, f"{at}/closing", f"{at}/place"):
        assert outside.post(address, form).status_code == 404
    acts = (
        lambda: edit_board(board, wide, version=board.version, actor=mila),
        lambda: close_board(board, actor=mila),
        lambda: move_board(board, up=True, actor=mila),
    )
    for act in acts:
        with pytest.raises(NotFound), writing():
            act()
    assert session.get_one(Board, board.id).audience is Audience.GROUPS
    for who in (marta, root):
        kept = Outline("Inner ring", board.slug, audience=Audience.GROUPS)
        with writing():
            edit_board(board, kept, version=board.version, actor=who)


def test_who_hosts_one_of_two_councils_does_not_decide_for_the_other(
    hidden: Hidden, root: User, marta: User, mila: User
) -> None:
    others = council("Of others", mila, by=root)
    board = hidden.board
    with writing():
        open_to(board, {*group_ids_of(board), others.group_id})
    with pytest.raises(Forbidden), writing():
        close_board(board, actor=marta)
    with writing():
        close_board(board, actor=root)


def test_a_host_sees_no_boards_of_other_councils_among_those_to_show(
    app: Flask, hidden: Hidden, root: User, mila: User
) -> None:
    others = council("Of others", mila, by=root)
    host = Browser(app).sign_in(mila)
    assert hidden.board.name not in host.get(f"/councils/{others.slug}/edit").text
    host.post(f"/councils/{others.slug}/boards", {"board": str(hidden.board.uid)})
    assert others.group_id not in group_ids_of(hidden.board)


def test_a_board_that_a_council_sees_beside_a_group_says_so_to_its_hosts_alone(
    app: Flask, hidden: Hidden, sitting: Council, mila: User, marta: User, idea: Idea
) -> None:
    """And a manager outside can neither leave it to the council nor is told why."""
    board = hidden.board
    with writing():
        group = Group(name="Early birds")
        session.add(group)
        session.flush()
        open_to(board, {group.id, sitting.group_id})
    pages = ("/manage/settings/boards", f"/ideas/{idea.reference}/move")
    outside, inside = Browser(app).sign_in(mila), Browser(app).sign_in(marta)
    assert ["Early birds" in outside.get(page).text for page in pages] == [True, True]
    assert ["advisory" in outside.get(page).text for page in pages] == [False, False]
    assert ["advisory" in inside.get(page).text for page in pages] == [True, True]
    alone = Outline(board.name, board.slug, audience=Audience.GROUPS)
    with pytest.raises(Invalid, match="at least one group"), writing():
        edit_board(board, alone, version=board.version, actor=mila)
    moved = outside.post(f"/ideas/{idea.reference}/move", {"board": board.slug, "seen": 1})
    assert "advisory" not in moved.text
    with writing():
        edit_board(board, alone, version=board.version, actor=marta)
    assert group_ids_of(board) == {sitting.group_id}
    assert outside.get(f"/b/{board.slug}").status_code == 404


def test_a_taken_address_does_not_say_whose_it_is(
    app: Flask, hidden: Hidden, sitting: Council, mila: User
) -> None:
    form = {"name": "Mine", "slug": hidden.board.slug, "audience": "public"}
    refused = Browser(app).sign_in(mila).post("/manage/settings/boards/new", form)
    assert refused.status_code == 409
    assert hidden.board.name not in refused.text
    assert "This address is taken." in refused.text


def test_nobody_opens_a_board_to_a_council_by_its_number(
    app: Flask, sitting: Council, mila: User
) -> None:
    form = {"name": "Mine", "slug": "mine", "audience": "groups", "groups": sitting.group_id}
    assert Browser(app).sign_in(mila).post("/manage/settings/boards/new", form).status_code == 422


def test_what_was_decided_about_its_ideas_is_not_told(
    app: Flask, hidden: Hidden, ben: User, mila: User, marta: User
) -> None:
    with writing():
        twin = submit(draft("Another of them"), board=hidden.board, author=ben)
        other = submit(draft("A third of them"), board=hidden.board, author=ben)
    link = merge(twin, hidden.idea, marta)
    pair = pair_up(hidden.idea, other)
    with writing():
        objection = object_to(link, words=written("Mine is about loans."), actor=ben)
        keep_apart([other, hidden.idea], actor=marta)
    file = take_in(BytesIO(b"title\nMore colours\n"))
    reading = first_look(file, "few.csv")
    with writing():
        brought = bringing.take_in(file, reading, name="few.csv", board=hidden.board, actor=marta)
    outside, inside = Browser(app).sign_in(mila), Browser(app).sign_in(marta)
    for said in ("Joined this week", "Kept apart this week"):
        assert said in inside.get("/manage/duplicates").text
        assert said not in outside.get("/manage/duplicates").text
    assert "Mine is about loans." in inside.get("/manage/inbox?show=all").text
    assert "Mine is about loans." not in outside.get("/manage/inbox?show=all").text
    at = "/manage/duplicates"
    acts = (f"{at}/presses/{link.press or link.uid}/undo", f"{at}/pairs/{pair.uid}/again")
    for act in (*acts, f"/manage/objections/{objection.uid}/keep"):
        assert outside.post(act).status_code == 404
    at = f"/manage/import/{brought.uid}"
    assert (inside.get(at).status_code, outside.get(at).status_code) == (200, 404)
    assert "few.csv" in inside.get("/manage/import").text
    assert "few.csv" not in outside.get("/manage/import").text
