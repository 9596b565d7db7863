"""Whatever fails, the answer is ours: with its headers, a number to mention, and what was typed."""

from __future__ import annotations

import io
import re

import pytest
import structlog
from flask import Flask, abort
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from app.core.db import database, is_sqlite, session, writing
from app.core.errors import Conflict, Forbidden, NotFound, Unavailable
from app.core.web import errors
from app.ideas.models import Board
from app.people.models import OneTimeToken, User
from app.people.service.reset import reset_path
from tests.browsers import Browser

NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
FRAGMENT = {"Heed-Fragment": "1"}
TOKEN = {"Authorization": "Bearer something"}
ASKED = {
    "page": ("/", {}),
    "fragment": ("/", FRAGMENT),
    "program": ("/api/v1/boards", TOKEN),
    "page that is not there": ("/nothing-here", {}),
    "page of others": ("/manage", {}),
}
WORDS = "We compare offers every Friday."
FORM = {"body": WORDS, "password": "never shown again", "next": "/ideas/H-1-some-long-words"}
FAILURES = {
    400: lambda: abort(400),
    403: Forbidden("Your account may not do this."),
    404: NotFound("There is nothing at this address."),
    409: Conflict("Voting has closed."),
    429: lambda: abort(429),
    500: ZeroDivisionError(),
    503: Unavailable("Too much is going on."),
}


@pytest.mark.parametrize("table", ["settings", "sessions", "users", "boards"])
@pytest.mark.parametrize("asked", ASKED)
def test_a_table_is_missing(browser: Browser, ada: User, board: Board, table: str, asked: str):
    browser.sign_in(ada)
    drop(table)
    path, headers = ASKED[asked]
    answer = browser.get(path, headers=headers)
    assert answer.status_code in (401, 500, 503)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] in ("no-store", "no-cache")
    assert "Traceback" not in answer.text
    assert not re.search("sqlite|psycopg", answer.text.lower())


@pytest.mark.parametrize("asked", ASKED)
def test_all_tables_are_missing(browser: Browser, ada: User, board: Board, asked: str):
    browser.sign_in(ada)
    drop(*database.metadata.tables)
    path, headers = ASKED[asked]
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 500
    assert NUMBER.search(answer.text)
    if asked == "program":
        assert answer.mimetype == "application/problem+json"
        assert answer.json["status"] == answer.status_code


@pytest.mark.parametrize("status", FAILURES)
def test_what_was_typed_is_kept(app: Flask, browser: Browser, ada: User, status: int):
    fail(app, FAILURES[status])
    answer = browser.sign_in(ada).post("/notices", FORM)
    assert answer.status_code == status
    assert WORDS in answer.text
    assert "never shown again" not in answer.text
    assert ("Send it again" in answer.text) == (status not in (403, 404))
    assert f">\n{FORM['next']}</textarea>" not in answer.text


@pytest.mark.parametrize("failure", [OperationalError, IntegrityError])
def test_what_was_typed_is_kept_whatever_the_database_says(
    app: Flask, browser: Browser, ada: User, failure: type[Exception]
):
    fail(app, failure("INSERT", {}, Exception("locked")))
    answer = browser.sign_in(ada).post("/notices", FORM)
    assert answer.status_code in (409, 503)
    assert WORDS in answer.text


def test_a_failure_of_a_form_without_words_shows_no_field(app: Flask, browser: Browser, ada: User):
    fail(app, Conflict("Voting has closed."))
    answer = browser.sign_in(ada).post("/notices", {"next": FORM["next"], "kind": "short"})
    assert "Send it again" not in answer.text
    assert "What you wrote" not in answer.text


def test_too_long_a_form_for_a_wrong_address_is_answered(browser: Browser):
    answer = browser.client.post("/nothing-here", data={"body": "x" * 1_100_000})
    assert answer.status_code == 404
    assert "<html" in answer.text


def test_only_what_a_script_sent_is_still_in_its_tab(app: Flask, browser: Browser, ada: User):
    fail(app, ZeroDivisionError())
    browser.sign_in(ada)
    assert "still in this tab" not in browser.get("/notices").text
    assert "still in this tab" not in browser.post("/notices", FORM).text
    assert "still in this tab" in browser.post("/notices", FORM, headers=FRAGMENT).text


def test_a_page_says_that_it_takes_forms_and_the_api_that_it_takes_json(browser: Browser):
    page = browser.client.post("/sign-in", json={"email": "ada@heed.example"})
    assert page.status_code == 415
    assert "takes a form" in page.text
    assert "JSON" not in page.text


@pytest.mark.parametrize(
    "path", ["/b/a%00b", "/search?q=%00", "/?%00=1", "/sign-in?next=%00//evil"]
)
def test_no_address_holds_a_nul(browser: Browser, path: str):
    answer = browser.get(path)
    assert answer.status_code == 422
    assert "character" in answer.text


@pytest.fixture
def logged(app: Flask, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the log says of failures."""
    kept = io.StringIO()
    monkeypatch.setattr(errors, "log", structlog.wrap_logger(structlog.PrintLogger(file=kept)))
    return kept


def test_the_log_holds_nothing_that_lets_somebody_in(
    browser: Browser, ada: User, logged: io.StringIO
) -> None:
    with writing():
        path = reset_path(ada)
        session.execute(update(OneTimeToken).values(carries=[]))
    assert browser.get(f"{path}?also=this").status_code == 500
    said = logged.getvalue()
    assert "people.reset" in said
    assert "Traceback" in said
    for secret in (path.rpartition("/")[2], "also=this", "/reset/"):
        assert secret not in said


def test_the_log_holds_nothing_that_was_typed(browser: Browser, logged: io.StringIO) -> None:
    drop("users")
    browser.post("/sign-in", {"email": "eve@heed.example", "password": "not-hers-at-all"})
    said = logged.getvalue()
    assert "users" in said
    assert "eve@" not in said


def drop(*tables: str) -> None:
    session.remove()
    with database.engine.connect() as connection:
        if is_sqlite():
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        for table in tables:
            connection.execute(text(f"DROP TABLE {table}{'' if is_sqlite() else ' CASCADE'}"))
        connection.commit()


def fail(app: Flask, failure: object) -> None:
    """Let reading notices and marking them as read fail."""

    def view() -> None:
        if isinstance(failure, Exception):
            raise failure
        failure()

    for endpoint in ("telling.notices", "telling.mark_notices_read"):
        assert endpoint in app.view_functions
        app.view_functions[endpoint] = view
