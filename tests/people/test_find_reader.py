"""Finding out who asks, also while the database is busy or broken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import perf_counter

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import NullPool, create_engine, select, update
from sqlalchemy.exc import DBAPIError

from app.core.clock import now
from app.core.db import database, is_sqlite, session, writing
from app.people.models import Anonymous, User, UserSession
from app.people.session import reader
from tests.browsers import Browser


def last_seen() -> datetime:
    return session.scalars(select(UserSession.last_seen_at)).one()


@pytest.fixture
def returning(app: Flask, ada: User) -> Browser:
    """Ada's browser, last seen ten minutes ago."""
    browser = Browser(app).sign_in(ada)
    with writing():
        session.execute(update(UserSession).values(last_seen_at=now() - timedelta(minutes=10)))
    return browser


@contextmanager
def another_program_writing() -> Iterator[None]:
    """It has the one lock of SQLite, and on PostgreSQL that of the row a visit is noted in."""
    program = create_engine(database.engine.url, poolclass=NullPool)
    with program.connect().execution_options(write=True) as connection:
        connection.execute(update(UserSession).values(browser="Another"))
        yield


@contextmanager
def another_thread_writing(app: Flask) -> Iterator[None]:
    began, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context(), writing():
            session.execute(update(UserSession).values(browser="Another"))
            began.set()
            may_end.wait(timeout=5)

    thread = threading.Thread(target=write)
    thread.start()
    began.wait()
    try:
        yield
    finally:
        may_end.set()
        thread.join()


def test_a_visit_is_noted(returning: Browser) -> None:
    assert returning.get("/me").status_code == 200
    assert now() - last_seen() < timedelta(minutes=1)


def test_reading_does_not_wait_for_another_program_that_writes(returning: Browser) -> None:
    returning.get("/letter-sent")  # the first page also compiles its templates
    with writing():
        session.execute(update(UserSession).values(last_seen_at=now() - timedelta(minutes=10)))
    with another_program_writing():
        assert seconds_of_reading(returning) < 0.3
    assert now() - last_seen() > timedelta(minutes=9)


def test_reading_does_not_wait_for_another_thread_that_writes(
    app: Flask, returning: Browser
) -> None:
    with another_thread_writing(app):
        returning.get("/letter-sent")
    assert now() - last_seen() > timedelta(minutes=9)


def test_writing_is_patient_again_afterwards(returning: Browser) -> None:
    with another_program_writing():
        returning.get("/letter-sent")
    with writing() as unit:
        patience = (
            unit.connection()
            .exec_driver_sql("PRAGMA busy_timeout" if is_sqlite() else "SHOW lock_timeout")
            .scalar()
        )
    assert patience == (10_000 if is_sqlite() else "10s")


def seconds_of_reading(browser: Browser) -> float:
    start = perf_counter()
    answer = browser.get("/letter-sent")
    assert answer.status_code == 200
    assert "Ada Lovelace" in answer.text
    return perf_counter() - start


def test_when_the_database_fails_the_error_page_is_for_nobody(app: Flask, ada: User) -> None:
    client: FlaskClient = Browser(app).sign_in(ada).client
    cookie = client.get_cookie("session")
    assert cookie is not None
    with writing() as unit:
        unit.connection().exec_driver_sql("ALTER TABLE sessions RENAME TO lost")

    with app.test_request_context(headers={"Cookie": f"session={cookie.value}"}):
        assert request.cookies
        with pytest.raises(DBAPIError):
            reader()
        assert isinstance(reader(), Anonymous)


def test_the_page_about_the_api_knows_who_is_signed_in(app: Flask, ada: User) -> None:
    page = Browser(app).sign_in(ada).get("/api/docs").text
    assert "Your account, Ada Lovelace" in page
    assert Browser(app).sign_in(ada).get("/api/v1/ideas").status_code == 401
