"""On PostgreSQL two managers really write at once: one of them decides."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from app.core import jobs
from app.core.db import database, session
from app.ideas.models import Idea, StatusChange
from app.people.models import User
from app.web import create_app
from tests.browsers import Browser
from tests.conftest import settings_for
from tests.postgresql import postgresql_url

__all__ = ["postgresql_url"]
pytestmark = pytest.mark.postgresql
STATUSES = ("reviewing", "planned", "in_progress", "shipped", "new")


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    url = request.getfixturevalue("postgresql_url")
    made = create_app(settings_for(tmp_path / "data", HEED_DATABASE_URL=url))
    with made.app_context():
        upgrade()
        yield made
        session.remove()
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        database.engine.dispose()
        jobs.disconnect()


def test_of_two_at_the_same_moment_one_decides(
    app: Flask, idea: Idea, marta: User, root: User
) -> None:
    browsers = [Browser(app).sign_in(person) for person in (marta, root)]
    for number, status in enumerate(STATUSES, start=1):
        version = session.scalars(select(Idea.version)).one()
        session.rollback()
        form = {"to": "everyone", "status": status, "version": str(version)}
        answers = at_once(browsers, [{**form, "body": f"{number}, {who}"} for who in range(2)])
        assert sorted(answers) == [303, 409]
        assert session.scalar(select(func.count(StatusChange.id))) == number
        session.rollback()


def at_once(browsers: list[Browser], forms: list[dict[str, str]]) -> list[int]:
    """The status of each answer."""
    gate, answers = threading.Barrier(len(browsers)), []

    def decide(browser: Browser, form: dict[str, str]) -> None:
        gate.wait()
        answers.append(browser.client.post("/manage/inbox/H-1/reply", data=form).status_code)

    threads = [
        threading.Thread(target=decide, args=(each, {**form, "csrf_token": each.token()}))
        for each, form in zip(browsers, forms, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
