"""An idea that was asked on the wrong board is put on another, and seen by those who see that."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Conflict, Forbidden, NotFound, Stale
from app.councils.models import Council
from app.duplicates.service.merge import merge
from app.duplicates.service.move import move
from app.ideas.models import Audience, Board, BoardGroup, Idea
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.ideas.service.tend import Mark, mark
from app.people.models import Group, User
from app.search.jobs import feed_index
from app.votes.service.casting import cast
from tests.browsers import Browser
from tests.councils.acts import council


@pytest.fixture
def idea(app: Flask, board: Board, ada: User, ben: User) -> Idea:
    with writing():
        asked = submit(draft("A quiet night mode"), author=ada, board=board)
        cast(asked, voter=ben)
    return asked


@pytest.fixture
def inside(app: Flask) -> Board:
    """For employees alone."""
    return made("inside", Audience.EMPLOYEES)


def made(slug: str, audience: Audience, group: int | None = None) -> Board:
    board = Board(slug=slug, name=slug.title(), audience=audience, position=9)
    with writing():
        session.add(board)
        session.flush()
        if group is not None:
            session.add(BoardGroup(board_id=board.id, group_id=group))
    return board


def moved(idea: Idea, to: Board, actor: User, *, accepts_wider: bool = True) -> None:
    with writing():
        move(idea, to, version=idea.version, actor=actor, accepts_wider=accepts_wider)


def test_a_manager_moves_it_and_sees_before_who_will_see_it(
    app: Flask, idea: Idea, inside: Board, marta: User, ada: User, ben: User
) -> None:
    staff, customer = Browser(app).sign_in(marta), Browser(app).sign_in(ben)
    assert 'href="/ideas/H-1/move"' in staff.get("/ideas/H-1").text
    assert 'href="/ideas/H-1/move"' not in customer.get("/ideas/H-1").text
    page = staff.get("/ideas/H-1/move").text
    assert "Only employees may read" in page
    assert 'value="product"' not in page, "where it stands is no choice"
    answer = staff.post("/ideas/H-1/move", {"board": "inside", "version": idea.version})
    assert answer.location == "/ideas/H-1-a-quiet-night-mode"
    assert staff.get(answer.location).status_code == 200
    feed_index()
    for path in (answer.location, "/ideas/H-1"):
        assert customer.get(path).status_code == 404
    for path in ("/b/product?sort=new", "/search?q=quiet+night", "/me"):
        assert "night mode" not in customer.get(path).text, path
    session.expire_all()
    assert (idea.people, idea.board_id) == (2, inside.id)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "idea.board")).one()
    assert (entry.before["board"], entry.after["board"]) == ("product", "inside")

    back = {"board": "product", "version": idea.version}
    refused = staff.post("/ideas/H-1/move", back)
    assert refused.status_code == 422
    assert "More people see that board" in refused.text
    assert staff.post("/ideas/H-1/move", {**back, "accepts_wider": "y"}).status_code == 303
    assert customer.get("/ideas/H-1-a-quiet-night-mode").status_code == 200


def test_what_is_not_chosen_or_seen_is_no_way(
    app: Flask, idea: Idea, inside: Board, marta: User, board: Board
) -> None:
    staff = Browser(app).sign_in(marta)
    for slug in ("", "nowhere", "product"):
        page = staff.post("/ideas/H-1/move", {"board": slug, "version": idea.version})
        assert page.status_code == 422, slug
        assert "Choose the board it belongs on" in page.text
    late = staff.post("/ideas/H-1/move", {"board": "inside", "version": 99})
    assert late.status_code == 412
    with pytest.raises(Stale), writing():
        move(idea, inside, version=99, actor=marta)
    assert session.get_one(Idea, idea.id).board_id == board.id


def test_customers_and_employees_move_nothing(
    idea: Idea, inside: Board, ada: User, jun: User
) -> None:
    for actor in (ada, jun):
        with pytest.raises(Forbidden):
            moved(idea, inside, actor)


def test_the_pin_stays_on_the_board_it_was_for(idea: Idea, inside: Board, marta: User) -> None:
    with writing():
        mark(idea, Mark.PINNED, actor=marta)
    moved(idea, inside, marta)
    assert idea.pinned_at is None


def test_what_is_counted_with_another_is_moved_with_nothing(
    idea: Idea, board: Board, inside: Board, marta: User, ben: User
) -> None:
    with writing():
        other = submit(draft("Dark colours at night"), author=ben, board=board)
        merge(other, idea, note=words("The same."), actor=marta)
    with pytest.raises(Conflict):
        moved(other, inside, marta)


def test_who_asked_for_the_same_does_not_lose_sight_of_it(
    idea: Idea, board: Board, inside: Board, marta: User, ben: User
) -> None:
    with writing():
        other = submit(draft("Dark colours at night"), author=ben, board=board)
        merge(other, idea, note=words("The same."), actor=marta)
    with pytest.raises(Conflict, match="lose sight"):
        moved(idea, inside, marta)
    everywhere = made("everywhere", Audience.PUBLIC)
    moved(idea, everywhere, marta)
    assert idea.board_id == everywhere.id


def test_closed_boards_take_nothing_and_what_is_gone_stays_where_it_was(
    app: Flask, idea: Idea, inside: Board, marta: User
) -> None:
    staff = Browser(app).sign_in(marta)
    with writing():
        inside.archived_at = now()
    assert 'value="inside"' not in staff.get("/ideas/H-1/move").text
    with pytest.raises(Conflict, match="closed"):
        moved(idea, inside, marta)
    with writing():
        inside.archived_at, idea.deleted_at = None, now()
    with pytest.raises(NotFound):
        moved(idea, inside, marta)


def test_a_one_way_board_says_that_others_see_nothing_there(
    app: Flask, idea: Idea, inside: Board, marta: User
) -> None:
    with writing():
        inside.is_one_way = True
    page = Browser(app).sign_in(marta).get("/ideas/H-1/move").text
    assert "Only its author, whom it was asked for, and staff" in page
    assert "Only employees may read" not in page


def test_two_of_the_same_name_elsewhere_do_not_meet(
    idea: Idea, board: Board, inside: Board, marta: User, ben: User
) -> None:
    with writing():
        other = submit(draft("Dark colours at night"), author=ben, board=inside)
        idea.external_id = other.external_id = "X-1"
    with pytest.raises(Conflict, match="X-1"):
        moved(idea, inside, marta)


@pytest.mark.parametrize("is_out", [False, True])
def test_into_and_out_of_a_council_only_its_hosts_move(
    idea: Idea, board: Board, marta: User, root: User, is_out: bool
) -> None:
    held: Council = council("Product council", root, by=root)
    group = session.get_one(Group, held.group_id)
    closed = made("council-board", Audience.GROUPS, group.id)
    hosted = council("Marta's council", marta, by=root)
    own = made("own-board", Audience.GROUPS, hosted.group_id)
    if is_out:
        moved(idea, closed, root)
    to = board if is_out else closed
    with pytest.raises(Forbidden, match="Ask an administrator"):
        moved(idea, to, marta)
    if not is_out:
        moved(idea, own, marta)
        assert idea.board_id == own.id
