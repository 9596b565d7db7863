"""Whoever is erased is so under every name they had, also those others put them down by."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.core.db import session, writing
from app.ideas.models import Board, CommentKind, Idea, UnconfirmedIdea
from app.ideas.service import anonymous
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.people.models import Purpose, Role, User
from app.people.queries import by_email
from app.people.service import accounts, customers, invitations, welcome
from app.people.service.links import make_link
from app.search.jobs import feed_index
from app.votes.service.represent import cast_for, wish
from tests.browsers import Browser
from tests.people.conftest import Letter
from tests.people.test_erase_person import dump, gone
from tests.personas import PASSWORD, password_hash

APP = Path(__file__).resolve().parents[2] / "app"
BEFORE, NOW, ADDRESS = "Zedekiah Plumtree", "Zed P", "zp@heed.example"


@pytest.fixture
def put_down(idea: Idea, jun: User) -> User:
    """A customer who never came in, as staff put them down and wrote about them."""
    with writing():
        customer = customers.customer_called(ADDRESS, name=BEFORE)
        cast_for(idea, customer=customer, employee=jun, wish=wish())
        comment(idea, words(f"Rang {BEFORE}."), author=jun, kind=CommentKind.INTERNAL)
    return customer


def named(data_dir: Path) -> list[str]:
    """Where the name they had before is still written: the database, files, the index."""
    feed_index()
    lines = [line for line in dump().splitlines() if "zedekiah" in line]
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    return lines + [str(each) for each in files if b"zedekiah" in each.read_bytes().lower()]


def test_who_signs_up_under_another_name_and_is_erased_is_named_nowhere(
    app: Flask, put_down: User, letters: list[Letter], data_dir: Path
) -> None:
    here = Browser(app)
    here.post("/sign-up", {"name": NOW, "email": ADDRESS, "password": PASSWORD})
    here.post(letters[-1].path, {"password": PASSWORD})
    me = by_email(ADDRESS)
    assert me is not None
    assert (me.id, me.name) == (put_down.id, NOW)
    assert len(named(data_dir)) > 1
    gone(me, me)
    assert named(data_dir) == []


def by_letter(person: User, board: Board, root: User) -> None:
    hashed = password_hash()
    path = make_link(person, Purpose.CONFIRM, name=NOW, password_hash=hashed)
    accounts.confirm(secret(path))


def by_invitation(person: User, board: Board, root: User) -> None:
    (invited,) = invitations.invite([ADDRESS], role=Role.CUSTOMER, actor=root)
    invitations.accept(secret(invited.path), name=NOW, password_hash=password_hash())


def by_welcome(person: User, board: Board, root: User) -> None:
    path = make_link(person, Purpose.WELCOME)
    welcome.join(secret(path), name=NOW, password_hash=password_hash())


def by_idea(person: User, board: Board, root: User) -> None:
    board.takes_anonymous = True
    written = anonymous.Draft("Exports", "Soon.", "<p>Soon.</p>")
    idea = anonymous.submit_anonymously(written, board=board, email=ADDRESS, agreed="")
    waiting = session.query(UnconfirmedIdea).filter_by(idea_id=idea.id).one()
    path = make_link(person, Purpose.SUBMIT, unconfirmed=str(waiting.uid))
    waiting.user_id = person.id
    anonymous.confirm(secret(path), name=NOW, reader=person)


def secret(path: str) -> str:
    return path.rpartition("/")[2]


@pytest.mark.parametrize("come_in", [by_letter, by_invitation, by_welcome, by_idea])
def test_each_way_in_that_asks_for_a_name_keeps_the_one_before(
    put_down: User,
    board: Board,
    root: User,
    data_dir: Path,
    come_in: Callable[[User, Board, User], None],
) -> None:
    with writing():
        come_in(put_down, board, root)
    assert put_down.name == NOW
    gone(put_down, root)
    assert named(data_dir) == []


# Whose name is written where: things that are called something, and nobody's name but in one place.
NAMED = {
    "app/core/events.py": "self",
    "app/core/jobs.py": "self",
    "app/councils/service/councils.py": "council",
    "app/ideas/service/boards.py": "board",
    "app/people/service/groups.py": "group",
    "app/people/service/naming.py": "person",
    "app/people/service/organisations.py": "organisation",
    "app/people/service/providers.py": "provider",
}


def test_one_place_renames_people() -> None:
    """A new place that writes a name gets its line above, or calls `rename`."""
    found = {}
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and (node.attr, type(node.ctx)) == (
                "name",
                ast.Store,
            ):
                found[str(path.relative_to(APP.parent))] = ast.unparse(node.value)
    assert found == NAMED
