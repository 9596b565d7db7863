"""The demonstration: put in whole, out again whole, and never on top of real people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text

from app.core.audit import AuditEntry
from app.core.db import is_sqlite, session
from app.core.settings import Portal, portal
from app.ideas.models import Board, Comment, Idea, Status, StatusChange
from app.people.models import User
from app.people.passwords import fits
from app.people.queries import by_email
from app.search import jobs
from app.telling.models import Channel, Delivery
from app.telling.queries import unread_notices
from app.votes.models import Follow, Vote
from app.votes.service import heat
from app.web.welcome import ROLES, demonstration_password
from tests.conftest import opened
from tests.databases import database_of

SMALL = ("--ideas", "60", "--people", "40", "--until", "2026-11-20")


def demo(app: Flask, *more: str) -> Result:
    result = app.test_cli_runner().invoke(args=["demo", *more])
    session.rollback()
    session().info.clear()
    return result


@pytest.fixture(scope="module")
def loaded_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with the demonstration, made once and copied for each test."""
    with database_of(tmp_path_factory.mktemp("demonstration")) as folder:
        with opened(folder) as app:
            result = demo(app, *SMALL)
            assert result.exit_code == 0, result.output
        yield folder


@pytest.fixture
def loaded(tmp_path: Path, loaded_folder: Path) -> Iterator[Flask]:
    folder = shutil.copytree(loaded_folder, tmp_path / "data")
    with database_of(folder, like=loaded_folder), opened(folder) as app:
        yield app


def count(table: type[Any]) -> int:
    return session.scalar(select(func.count(table.id))) or 0


def test_the_portal_is_full(loaded: Flask) -> None:
    assert count(Idea) == 60
    assert count(User) == 40
    assert min(count(Vote), count(Comment), count(StatusChange), count(Board)) > 0
    assert portal().name == "Larch"
    assert portal().is_demonstration
    if is_sqlite():
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_the_four_sign_ins_are_there(loaded: Flask) -> None:
    for role in ROLES:
        user = by_email(f"{role}@heed.example")
        assert user is not None
        assert user.role == role
        assert user.is_active
        assert fits(demonstration_password(), user.password_hash)


def test_counts_are_what_they_count(loaded: Flask) -> None:
    for idea in session.scalars(select(Idea)).all():
        times = session.scalars(select(Vote.created_at).where(Vote.idea_id == idea.id)).all()
        assert idea.people == len(times)
        assert idea.hot == pytest.approx(heat(list(times)))
    assert count(Follow) == count(Vote)


def test_no_mail_is_owed_and_the_customer_has_notices(loaded: Flask) -> None:
    assert set(session.scalars(select(Delivery.channel))) <= {Channel.NOTICE}
    customer = by_email("customer@heed.example")
    assert customer is not None
    assert unread_notices(customer) == count(Delivery)


def test_the_index_knows_it_all(loaded: Flask) -> None:
    assert jobs.check().is_clean


def test_the_same_words_make_the_same_demonstration(loaded: Flask) -> None:
    told = select(Idea.number, Idea.title, Idea.people, Idea.hot).order_by(Idea.number)
    before = session.execute(told).all()

    assert demo(loaded, *SMALL).exit_code == 0
    assert session.execute(told).all() == before


def test_clearing_leaves_an_empty_portal(loaded: Flask) -> None:
    assert demo(loaded, "--clear").exit_code == 0

    assert count(Idea) == count(User) == count(Board) == count(Delivery) == count(AuditEntry) == 0
    assert count(Status) == 8
    assert portal() == Portal()
    assert jobs.check().is_clean


def test_real_people_are_never_overwritten(app: Flask, ada: User) -> None:
    for more in ((), ("--clear",)):
        result = demo(app, *more)
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1
    assert count(User) == 1


def test_if_empty_leaves_a_portal_with_people_as_it_is(app: Flask, ada: User) -> None:
    result = demo(app, "--if-empty")
    assert (result.exit_code, result.output) == (0, "")
    assert count(User) == 1


def test_more_than_there_are_words_for_is_bad_use(app: Flask) -> None:
    assert demo(app, "--ideas", "12000").exit_code == 2
