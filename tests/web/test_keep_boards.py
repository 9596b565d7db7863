"""Boards and groups, looked after by managers."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.db import session, writing
from app.core.errors import Forbidden
from app.core.settings import change
from app.ideas.models import Audience, Board, BoardGroup, Idea
from app.ideas.queries.boards import takes_anonymous
from app.ideas.service.boards import Outline, add_board, open_to
from app.people.models import Group, Organisation, User
from app.votes.models import Vote
from tests.browsers import Browser

BOARDS = "/manage/settings/boards"
NEW = {"name": "Mobile apps", "slug": "", "question": "What annoys you on the way?"}
NEW |= {"audience": "signed_in"}


def board_at(slug: str) -> Board:
    session.rollback()
    return session.scalars(select(Board).where(Board.slug == slug)).one()


def test_a_board_is_opened_with_its_access(app: Flask, marta: User, ada: User) -> None:
    browser = Browser(app).sign_in(marta)
    assert browser.post(f"{BOARDS}/new", NEW).status_code == 303
    made = board_at("mobile-apps")
    assert (made.audience, made.question) == (Audience.SIGNED_IN, NEW["question"])
    assert "Only who signed in may read" in browser.get(BOARDS).text
    assert Browser(app).get("/b/mobile-apps").status_code == 404
    assert Browser(app).sign_in(ada).get("/b/mobile-apps").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "Write a name"),
        ("slug", "No spaces", "made of letters a to z"),
        ("slug", "product", "The board “Product” has this address"),
        ("question", "x" * 201, "up to 200 letters"),
        ("audience", "groups", "Choose at least one group"),
    ],
)
def test_what_cannot_be_is_said_and_stays_typed(
    browser: Browser, marta: User, board: Board, field: str, value: str, said: str
) -> None:
    form = {**NEW, "name": "What I typed", field: value}
    answer = browser.sign_in(marta).post(f"{BOARDS}/new", form)
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert field == "name" or "What I typed" in answer.text
    assert session.scalars(select(Board.slug)).all() == ["product"]


def test_an_old_address_leads_to_the_new_one(app: Flask, marta: User, idea: Idea) -> None:
    form = {
        "name": "Product",
        "slug": "larch",
        "question": "",
        "audience": "public",
        "version": "1",
    }
    browser = Browser(app).sign_in(marta)
    assert browser.post(f"{BOARDS}/product", form).status_code == 303
    moved = Browser(app).get("/b/product")
    assert (moved.status_code, moved.location) == (301, "/b/larch")
    late = browser.post(f"{BOARDS}/larch", {**form, "name": "Mine, late"})
    assert late.status_code == 412
    assert "Mine, late" in late.text
    hidden = {**form, "audience": "employees", "version": "2"}
    assert browser.post(f"{BOARDS}/larch", hidden).status_code == 303
    assert Browser(app).get("/b/product").status_code == 404, "no hint of what is hidden"


def test_a_closed_board_takes_no_ideas_until_it_is_open_again(
    app: Flask, marta: User, ada: User, idea: Idea
) -> None:
    browser, customer = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    assert browser.post(f"{BOARDS}/product/closing").status_code == 303
    assert customer.get("/ideas/new").status_code == 409
    assert customer.get(f"/ideas/{idea.reference}").status_code == 200
    assert browser.post(f"{BOARDS}/product/closing", {"again": "1"}).status_code == 303
    assert customer.get("/ideas/new").status_code == 200


@pytest.mark.parametrize("audience", list(Audience))
def test_the_sentence_says_whether_a_board_takes_ideas(
    app: Flask, marta: User, ada: User, idea: Idea, audience: Audience
) -> None:
    with writing():
        board = session.scalars(select(Board)).one()
        board.audience = audience
        group = Group(name="Early birds")
        session.add(group)
        session.flush()
        open_to(board, {group.id})
    browser, places = Browser(app).sign_in(marta), (BOARDS, f"{BOARDS}/product")
    for place in places:
        assert "comment and post" in browser.get(place).text
        assert "Nobody posts." not in browser.get(place).text
    assert browser.post(f"{BOARDS}/product/closing").status_code == 303
    for place in places:
        assert "vote and comment" in browser.get(place).text
        assert "comment and post" not in browser.get(place).text


def test_customers_and_employees_do_on_a_closed_board_what_its_sentence_says(
    app: Flask, marta: User, ben: User, jun: User, idea: Idea
) -> None:
    manager = Browser(app).sign_in(marta)
    assert manager.post(f"{BOARDS}/product/closing").status_code == 303
    assert "customers and employees vote and comment. Nobody posts." in manager.get(BOARDS).text
    for person in (ben, jun):
        browser, words = Browser(app).sign_in(person), f"{person.name} needs it too."
        voted = browser.post(f"/ideas/{idea.reference}/vote")
        said = browser.post(f"/ideas/{idea.reference}/comments", {"body": words})
        assert (voted.status_code, said.status_code) == (303, 303)
        assert words in browser.get(f"/ideas/{idea.reference}").text
        assert browser.get("/ideas/new").status_code == 409
    voters = session.scalars(select(Vote.user_id).where(Vote.idea_id == idea.id)).all()
    assert {ben.id, jun.id} <= set(voters)


def test_boards_are_put_in_order(
    browser: Browser, marta: User, board: Board, staff_board: Board
) -> None:
    browser.sign_in(marta)
    browser.post(f"{BOARDS}/inside/place", {"do": "up"})
    session.rollback()
    in_order = select(Board.slug).order_by(Board.position, Board.id)
    assert session.scalars(in_order).all() == ["inside", "product"]
    browser.post(f"{BOARDS}/inside/place", {"do": "up"})
    assert session.scalars(in_order).all() == ["inside", "product"], "it is the first already"


def test_a_board_is_open_to_a_group_alone(
    app: Flask, marta: User, ada: User, ben: User, board: Board, northwind: Organisation
) -> None:
    browser = Browser(app).sign_in(marta)
    unknown = {"name": "Pilots", "organisations": "Northwind\nNowhere Ltd", "people": ""}
    refused = browser.post("/manage/settings/groups", unknown)
    assert refused.status_code == 422
    assert "Nobody here is called: Nowhere Ltd" in refused.text
    assert (
        browser.post(
            "/manage/settings/groups", {**unknown, "organisations": "Northwind"}
        ).status_code
        == 303
    )
    group = session.scalars(select(Group)).one()
    form = {"name": "Product", "slug": "product", "question": "", "audience": "groups"}
    form |= {"version": "1", "groups": str(group.id)}
    assert browser.post(f"{BOARDS}/product", form).status_code == 303
    assert "Only the group “Pilots” (Northwind) may read" in browser.get(f"{BOARDS}/product").text

    customer, other = Browser(app).sign_in(ada), Browser(app).sign_in(ben)
    assert (customer.get("/b/product").status_code, other.get("/b/product").status_code) == (
        200,
        404,
    )
    members = {"name": "Pilots", "organisations": "", "people": "ben@heed.example"}
    assert browser.post(f"/manage/settings/groups/{group.uid}", members).status_code == 303
    assert (customer.get("/b/product").status_code, other.get("/b/product").status_code) == (
        404,
        200,
    )
    assert len(session.scalars(select(BoardGroup)).all()) == 1


def test_others_open_nothing(app: Flask, ada: User, jun: User, board: Board) -> None:
    for person in (ada, jun):
        browser = Browser(app).sign_in(person)
        for path in (f"{BOARDS}/new", f"{BOARDS}/product", f"{BOARDS}/product/closing"):
            assert browser.post(path, NEW).status_code == 403
        with pytest.raises(Forbidden), writing():
            add_board(Outline("Mine"), actor=person)


def test_a_public_board_takes_ideas_of_anybody(browser: Browser, marta: User, board: Board) -> None:
    browser.sign_in(marta)
    form = {"name": "Product", "slug": "product", "audience": "public", "takes_anonymous": "y"}
    said = "Ideas of people who are not signed in wait until somebody looked at them."
    assert said not in browser.get(BOARDS).text

    assert browser.post(f"{BOARDS}/product", {**form, "version": 1}).status_code == 303
    assert board_at("product").takes_anonymous
    assert said in browser.get(BOARDS).text
    page = browser.get(f"{BOARDS}/product").text
    assert said in page
    assert 'name="takes_anonymous" value="y" checked' in page

    fewer = {**form, "audience": "signed_in", "version": 2}
    assert browser.post(f"{BOARDS}/product", fewer).status_code == 303
    assert not board_at("product").takes_anonymous, "it is turned off with being public"
    assert said not in browser.get(BOARDS).text


def test_only_a_public_board_can_take_ideas_of_anybody(staff_board: Board) -> None:
    with pytest.raises(IntegrityError), writing():
        staff_board.takes_anonymous = True


@pytest.mark.parametrize("rule", [{"sign_up": "invited"}, {"is_private": True}])
def test_where_people_come_in_by_invitation_nobody_posts_anonymously(
    board: Board, rule: dict[str, str | bool]
) -> None:
    with writing():
        board.takes_anonymous = True
    assert takes_anonymous(board)
    with writing():
        change(None, **rule)
    assert not takes_anonymous(board)
