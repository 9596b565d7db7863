"""Nobody gives themselves what no form offers: each column of the database, added to each form, to
each body and to each address, changes nothing of the rows that matter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, select

from app.core.db import Base, session
from app.ideas.models import Board, Idea
from app.people.models import User
from tests.api.programs import Program, token_of
from tests.browsers import Browser
from tests.conftest import opened

# What a customer may decide about themselves, or about their own idea.
THEIRS = {"users": {"name"}, "ideas": {"title", "body"}}
WATCHED = ("users", "boards", "memberships", "api_tokens", "settings", "organisations", "statuses")
FORMS: list[tuple[str, dict[str, str]]] = [
    ("/ideas", {"title": "Export every invoice at once", "body": "", "board": "product"}),
    ("/ideas/H-1/vote", {}),
    ("/ideas/H-1/follow", {}),
    ("/ideas/H-1/comments", {"body": "Me too."}),
    ("/preferences", {"mail_choice": "never"}),
    ("/theme", {"theme": "dark"}),
    ("/me/profile", {"name": "Ben Okri", "locale": "", "time_zone": "Asia/Tokyo", "version": "1"}),
    ("/security", {}),
]
BODIES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/ideas", {"title": "Export every invoice at once", "board": "product"}),
    ("PATCH", "/ideas/H-1", {"title": "Warn me a week before it expires"}),
    ("PUT", "/ideas/H-1/vote", {"importance": "critical"}),
    ("POST", "/ideas/H-1/comments", {"body": "Me too."}),
]


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    """Without limits: they would answer before a form is read."""
    with opened(data_dir, HEED_LIMITS="off") as made:
        yield made


def columns() -> dict[str, str]:
    """Every column of every table, with a value that would give something away."""
    names = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    assert len(names) > 100
    wanted = {"role": "admin", "id": "1", "audience": "public", "kind": "official"}
    return {name: wanted.get(name, "1") for name in sorted(names)}


def rows_of(table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(select(table).order_by(table.c.id)).mappings()]


def kept(*, but: set[str] = frozenset()) -> dict[str, list[dict[str, Any]]]:
    session.rollback()
    tables = Base.metadata.tables
    return {
        name: [
            {key: value for key, value in row.items() if key not in but}
            for row in rows_of(tables[name])
        ]
        for name in WATCHED
        if name in tables
    }


@pytest.mark.parametrize(("path", "form"), FORMS, ids=[path for path, _form in FORMS])
def test_a_form_takes_only_its_own_fields(
    app: Flask, idea: Idea, ben: User, staff_board: Board, path: str, form: dict[str, str]
) -> None:
    browser = Browser(app).sign_in(ben)
    before, facts = kept(but=OWN), facts_of(idea)
    extra = {name: value for name, value in columns().items() if name not in form}
    answer = browser.post(path, {**extra, **form}, query_string=extra)
    assert answer.status_code < 500
    assert kept(but=OWN) == before
    assert facts_of(idea) == facts
    written = session.scalars(select(Idea).where(Idea.id != idea.id)).all()
    assert [(each.author_id, each.board_id) for each in written] in (
        [],
        [(ben.id, idea.board_id)],
    )


OWN = {"mail_choice", "locale", "time_zone", "version", "updated_at", "last_used_at"}


def facts_of(idea: Idea) -> tuple[Any, ...]:
    """What decides about an idea, counts aside: these follow what was done."""
    session.expire_all()
    columns = (idea.author_id, idea.board_id, idea.status_id, idea.title, idea.deleted_at)
    return (*columns, idea.number, idea.uid, idea.created_at)


@pytest.mark.parametrize(("method", "at", "body"), BODIES, ids=[at for _m, at, _b in BODIES])
def test_a_program_is_refused_what_it_may_not_say(
    app: Flask, idea: Idea, ada: User, method: str, at: str, body: dict[str, Any]
) -> None:
    program = Program(app, token_of(ada, "read", "write"))
    before, facts = kept(but=OWN), facts_of(idea)
    for name, value in columns().items():
        if name in body:
            continue
        answer = program.ask(method, at, json={**body, name: value})
        assert answer.status_code in (200, 201, 403, 412, 422), name
        if answer.status_code < 300:
            assert name in ALLOWED[method, at], f"{name} was taken"
    assert kept(but=OWN) == before
    assert facts_of(idea)[:3] == facts[:3]


ALLOWED: dict[tuple[str, str], set[str]] = {
    ("POST", "/ideas"): {"body", "topic", "external_id"},
    ("PATCH", "/ideas/H-1"): {"body", "version"},
    ("PUT", "/ideas/H-1/vote"): set(),
    ("POST", "/ideas/H-1/comments"): set(),
}
