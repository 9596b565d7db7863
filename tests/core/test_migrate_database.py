"""Every migration goes up, down and up again on a database full of rows, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import delete, func, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from app.core import audit
from app.core.db import Base, database, session, writing
from app.ideas.models import Board, CommentKind, Phase
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.people.models import Role
from tests.conftest import opened
from tests.personas import make_person
from tests.postgresql import postgresql_url

__all__ = ["postgresql_url"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database of either engine."""
    more = {"HEED_DATABASE_URL": f"sqlite:///{tmp_path / 'heed.db'}"}
    if request.param == "postgresql":
        more["HEED_DATABASE_URL"] = request.getfixturevalue("postgresql_url")
    with opened(tmp_path, **more) as app:
        yield app
        session.remove()
        if request.param == "postgresql":
            with database.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))


def test_up_down_up_on_rows_and_models_equal_head(bare: Flask) -> None:
    upgrade()
    _fill()
    check()
    full = _shape()

    downgrade(revision="base")
    assert set(_shape()) <= {"alembic_version"}

    upgrade()
    assert _shape() == full


def test_the_audit_log_takes_no_change_and_no_loss(bare: Flask) -> None:
    upgrade()
    _fill()
    entries = select(func.count(audit.AuditEntry.id))
    before = session.scalar(entries)
    assert before
    for change in (update(audit.AuditEntry).values(action="nothing"), delete(audit.AuditEntry)):
        with pytest.raises(DBAPIError, match="append-only"), writing():
            session.execute(change)
    assert session.scalar(entries) == before
    assert audit.broken_link() is None


def _fill() -> None:
    ada, marta = make_person("Ada Lovelace"), make_person("Marta de Vries", role=Role.MANAGER)
    with writing():
        board = Board(slug="product", name="Prödükt 製品")
        session.add(board)
    for number in range(20):
        written = draft(f"Wish number {number} with “quotes” and 😀", "Because *so*.")
        with writing():
            idea = submit(written, board=board, author=ada)
        planned = first_status(Phase.PLANNED)
        said, note = words("Me too."), note_for(planned, "In spring.")
        with writing():
            comment(idea, said, author=ada)
            comment(idea, said, author=marta, kind=CommentKind.INTERNAL)
            change_status(idea, planned, note=note, actor=marta)


def _shape() -> dict[str, object]:
    session.remove()
    found = inspect(database.engine)
    return {
        table: (
            sorted(column["name"] for column in found.get_columns(table)),
            sorted(str(index["name"]) for index in found.get_indexes(table)),
            sorted(str(key["name"]) for key in found.get_unique_constraints(table)),
        )
        for table in found.get_table_names()
        if table in Base.metadata.tables or table == "alembic_version"
    }
