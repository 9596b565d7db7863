"""Whatever is sent to whatever address, the answer is the portal's own: never a failure, never the
words of a program that failed. Forms and addresses are found in the code, so new ones are in."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import product
from pathlib import Path
from pkgutil import walk_packages
from urllib.parse import quote

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

import app as heed
from app.core.db import session, writing
from app.ideas.models import Idea
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.people.models import User
from tests.browsers import Browser
from tests.conftest import opened
from tests.contract.test_headers_everywhere import path_of
from tests.roadmap.acts import improve

ENDS_THE_SESSION = ("/sign-out", "/security")
FAILURE = ("Traceback", "sqlalchemy", "werkzeug", "site-packages", "Error:")


def cursor_of(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps([0, values]).encode()).decode()


HARD = [
    "9" * 30,
    "",
    " ",
    "0",
    "-1",
    "-0",
    "1",
    "1e400",
    "NaN",
    "-Infinity",
    "٣",
    "²",
    "1_000",
    "0x10",
    "1.5",
    "1" + "0" * 400,
    "-" + "9" * 5000,
    "true",
    "null",
    "[]",
    "{}",
    "password_hash",
    "users.password_hash",
    "__class__",
    "id",
    "' OR 1=1 --",
    '"; DROP TABLE ideas; --',
    "%",
    "%%s%n",
    "_",
    "*",
    "\\",
    "a\x00b",
    "\x00",
    "\ud800",
    "\ufffe\uffff",
    "\u202eevil\u2066",
    "\u200b\u200d\ufeff",
    "e" + "\u0301" * 2000,
    "İIıi",
    "👩‍👩‍👧‍👦",
    "שלום",
    "a\r\nBcc: b@evil.example",
    "a@b,c@d",
    "../../etc/passwd",
    "H-1",
    "H-99999999999999999999",
    "I-1",
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "2026-13-01T25:61:61Z",
    "new",
    "product",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "x" * 10_000,
    cursor_of(),
    cursor_of(None),
    cursor_of({}, []),
    cursor_of(2**31, 2**31),
    cursor_of(2**70, -(2**70)),
    cursor_of("a", "b"),
    cursor_of(1e308, 1),
    cursor_of(True, False),
    cursor_of("2026-01-01T00:00:00", 1),
    cursor_of("2026-01-01T00:00:00+00:00", 1),
    cursor_of("\x00", "\ud800"),
    cursor_of(*range(50)),
    base64.urlsafe_b64encode(b"[" * 5000).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    "0." + cursor_of(1, 1),
    "=" * 7,
]


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    """Without limits: they would answer before a form is read."""
    with opened(data_dir, HEED_LIMITS="off") as made:
        yield made


@pytest.fixture
def portal(app: Flask, idea: Idea, ben: User) -> Idea:
    """An idea with a comment and an improvement, so that addresses lead somewhere."""
    improve("Bank links that warn", idea)
    said = words("Me too.")
    with writing():
        comment(idea, said, author=ben)
    return idea


def names_of_fields() -> list[str]:
    """Every field of every form of the portal."""
    for module in walk_packages(heed.__path__, "app."):
        if ".forms" in module.name:
            import_module(module.name)
    forms = [form for form in _kinds_of(FlaskForm) if form.__module__.startswith("app.")]
    assert len(forms) >= 40
    return sorted({name for form in forms for name in dir(form) if _is_field(form, name)})


def _is_field(form: type, name: str) -> bool:
    return hasattr(getattr(form, name), "field_class")


def _kinds_of(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds_of(each)


ARGUMENTS = (
    *("cursor", "page", "sort", "status", "topic", "board", "q", "show", "age", "owner", "tag"),
    *("next", "open", "place", "part", "score", "idea", "title", "limit", "kind", "since", "role"),
    *("horizon", "phase", "organisation", "id", "version", "lang", "locale", "format", "to"),
)


def rules(app: Flask, method: str) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and not rule.rule.startswith(ENDS_THE_SESSION)
    ]


def assert_answered(answer: TestResponse, where: str, sent: object) -> None:
    assert answer.status_code < 500 or where.endswith("/readyz"), f"{where}: {sent!r:.400}"
    if answer.status_code >= 400:
        assert [word for word in FAILURE if word in answer.text] == [], where


@pytest.mark.parametrize("seen_by", ["nobody", "root"])
def test_no_address_fails_on_what_stands_behind_it(
    app: Flask, portal: Idea, request: pytest.FixtureRequest, seen_by: str
) -> None:
    _walk_addresses(app, portal, request, seen_by, [cursor_of(2**31, 2**31)])


@pytest.mark.prove
@pytest.mark.parametrize("seen_by", ["nobody", "root"])
def test_no_address_fails_on_anything_behind_it(
    app: Flask, portal: Idea, request: pytest.FixtureRequest, seen_by: str
) -> None:
    asked = _walk_addresses(app, portal, request, seen_by, HARD)
    print(f"\nAddresses as {seen_by}: {asked} questions, 0 failures")


def _walk_addresses(
    app: Flask, idea: Idea, request: pytest.FixtureRequest, seen_by: str, values: Sequence[str]
) -> int:
    browser = Browser(app)
    if seen_by != "nobody":
        browser.sign_in(request.getfixturevalue(seen_by))
    addresses = [path_of(rule, idea) for rule in rules(app, "GET")]
    for path, value in product(addresses, values):
        for each in ([value], [value, "1"]):
            wanted = encoded((name, one) for name in ARGUMENTS for one in each)
            assert_answered(browser.get(path, query_string=wanted), path, value)
    return len(addresses) * len(values) * 2


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """As no browser would: half a surrogate pair is sent as it is."""
    return "&".join(
        f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs
    )


NAMES = [*names_of_fields(), "idea", "keep", "group"]
PAIRS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(HARD) | st.text(max_size=300) | st.integers().map(str),
    ),
    max_size=25,
)


def test_a_text_is_no_file(app: Flask, root: User) -> None:
    answer = Browser(app).sign_in(root).post("/manage/organisations/bring", {"file": "a text"})
    assert answer.status_code == 422


@pytest.mark.parametrize("digits", ["1" + "0" * 400, "-1" + "0" * 18, "9" * 5000])
def test_a_number_that_no_column_holds_is_refused_and_stays_typed(
    app: Flask, root: User, digits: str
) -> None:
    browser = Browser(app).sign_in(root)
    answer = browser.post("/manage/settings/promise", {"answer_within_days": digits})
    assert answer.status_code == 422
    assert f'value="{digits}"' in answer.text


def test_no_form_fails(app: Flask, portal: Idea, root: User) -> None:
    _walk_forms(app, portal, root, examples=1)


@pytest.mark.prove
def test_no_form_fails_on_anything(app: Flask, portal: Idea, root: User) -> None:
    forms = _walk_forms(app, portal, root, examples=500)
    print(f"\nForms: {forms} addresses, 500 examples each, 0 failures")


def _walk_forms(app: Flask, idea: Idea, sender: User, *, examples: int) -> int:
    posted = [rule for rule in rules(app, "POST") if not rule.rule.startswith("/api/")]
    for rule in posted:
        # Each begins anew: the last may have taken away what the sender may do.
        _try_form(Browser(app).sign_in(sender), path_of(rule, idea), examples)
    return len(posted)


def _try_form(browser: Browser, path: str, examples: int) -> None:
    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(PAIRS)
    def send(pairs: list[tuple[str, str]]) -> None:
        body = encoded([("csrf_token", browser.token()), *pairs])
        answer = browser.client.post(
            path, data=body, content_type="application/x-www-form-urlencoded", buffered=True
        )
        session.rollback()
        assert_answered(answer, path, pairs)

    send()
    # Each field there is, in one form, with one hard value after the other.
    for value in HARD[:examples]:
        send_all = encoded([("csrf_token", browser.token()), *((name, value) for name in NAMES)])
        answer = browser.client.post(
            path, data=send_all, content_type="application/x-www-form-urlencoded", buffered=True
        )
        session.rollback()
        assert_answered(answer, path, value)
