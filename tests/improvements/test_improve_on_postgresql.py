"""What improvements ask the database, PostgreSQL answers too; and of several managers who promote
the same idea at once one has it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from app.core import jobs
from app.core.db import database, session, writing
from app.core.errors import Conflict, Stale
from app.ideas.models import Idea
from app.improvements.models import Decision, Evidence, Horizon, Improvement, Verdict
from app.improvements.queries.demand import Demand, demands, importance_behind, revenues
from app.improvements.service.move import NO_WORDS, move
from app.improvements.service.promote import promote
from app.people.models import User
from app.scoring.formulas import Model
from app.scoring.models import Factor
from app.scoring.service import rank, rate
from app.votes import service as votes
from app.votes.models import Importance
from app.web import create_app
from tests.browsers import Browser
from tests.conftest import settings_for
from tests.improvements.conftest import Make, written
from tests.postgresql import postgresql_url

__all__ = ["postgresql_url"]
pytestmark = pytest.mark.postgresql
MANAGERS = 8


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


def test_every_page_and_count_is_answered(
    browser: Browser, idea: Idea, make: Make, ben: User, marta: User
) -> None:
    with writing():
        votes.cast(idea, voter=ben, importance=Importance.CRITICAL)
    made, other = make(idea, owner=marta), make(title="Another way")
    amounts = {Factor.IMPACT: Decimal(2), Factor.CONFIDENCE: Decimal("0.8")}
    amounts |= {Factor.EFFORT: Decimal("1.25"), Factor.VALUE: Decimal(7)}
    with writing():
        rate(made, amounts, version=made.version, actor=marta)
        rank(other, 1, reason="First.", model=Model.RICE, version=other.version, actor=marta)
        move(made, Horizon.NEXT, note=NO_WORDS, version=made.version, actor=marta)
    assert demands([made.id]) == {made.id: Demand(2, 2)}
    assert revenues([made.id]) == {made.id: 102_000}
    assert importance_behind(made.id).critical == 1

    browser.sign_in(marta)
    page = browser.get("/manage/improvements")
    assert "2 × 2 × 0.8 ÷ 1.25 = 2.56" in page.text
    for path in (
        "?show=mine", "?show=shipped", "?score=value_effort&sort=people", "/I-1", "/I-1/edit",
        "/I-1/ratings", "/I-1/move?to=shipped", "/new?idea=H-1",
    ):  # fmt: skip
        assert browser.get(f"/manage/improvements{path}").status_code == 200, path


def at_once(app: Flask, act, people: int) -> list[str]:
    """What became of the same act, done by several at the same moment."""
    start, ends = threading.Barrier(people), []

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                act(number)
                ends.append("done")
            except (Conflict, Stale) as refusal:
                ends.append(type(refusal).__name__)
            session.remove()

    threads = [threading.Thread(target=run, args=[number]) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_one_of_several_who_promote_has_the_idea(app: Flask, idea: Idea, marta: User) -> None:
    idea_id, marta_id = idea.id, marta.id
    session.rollback()

    def act(number: int) -> None:
        said = written(f"Way {number}")
        with writing():
            found = session.get_one(Idea, idea_id)
            promote([found], said, actor=session.get_one(User, marta_id))

    assert at_once(app, act, MANAGERS) == ["Conflict"] * (MANAGERS - 1) + ["done"]
    assert session.scalar(select(func.count(Evidence.id))) == 1
    assert session.scalar(select(func.count(Improvement.id))) == 1


def test_one_of_several_who_move_decides(app: Flask, make: Make, marta: User) -> None:
    made = make()
    made_id, marta_id, seen = made.id, marta.id, made.version
    session.rollback()

    def act(number: int) -> None:
        with writing():
            found = session.get_one(Improvement, made_id)
            horizon = (Horizon.LATER, Horizon.NEXT, Horizon.NOW)[number % 3]
            actor = session.get_one(User, marta_id)
            move(found, horizon, note=NO_WORDS, version=seen, actor=actor)

    assert at_once(app, act, MANAGERS) == ["Stale"] * (MANAGERS - 1) + ["done"]
    moved = select(func.count(Decision.id)).where(Decision.verdict == Verdict.MOVED)
    assert session.scalar(moved) == 1
