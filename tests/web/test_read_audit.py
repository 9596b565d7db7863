"""The audit log as administrators read it, and what goes into it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry, broken_link, record
from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Idea
from app.people.models import Role, User
from app.people.service import roles
from app.web.audit_words import family_words, said
from tests.browsers import Browser
from tests.personas import PASSWORD

PAGE = "/manage/settings/audit"
APP = Path(__file__).resolve().parents[2] / "app"


def actions() -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def make_employee(ada: User, root: User) -> None:
    with writing():
        roles.change_role(ada, Role.EMPLOYEE, version=ada.version, actor=root)


def test_an_entry_is_told_in_words_with_before_and_after(
    browser: Browser, root: User, ada: User
) -> None:
    make_employee(ada, root)
    page = browser.sign_in(root).get(PAGE).text
    assert "Changed what this person may do." in page
    assert "Ruth Root" in page
    assert f'<a href="/manage/people/{ada.uid}">Ada Lovelace</a>' in page
    assert re.search(r"role:</span> customer</div></td>\s*<td[^>]*>.*role:</span> employee", page)


@pytest.mark.parametrize("who", ["ada", "jun", "marta"])
def test_only_administrators_read_it(app: Flask, request: pytest.FixtureRequest, who: str) -> None:
    person = Browser(app).sign_in(request.getfixturevalue(who))
    assert person.get(PAGE).status_code == 403
    assert person.post(f"{PAGE}.csv").status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "ruth@heed.example"}, 1),
        ({"who": "system"}, 2),
        ({"who": "nobody@heed.example"}, 0),
        ({"what": "user"}, 1),
        ({"what": "user.role"}, 1),
        ({"what": "use"}, 0),
        ({"what": "idea"}, 2),
        ({"about": "ADA@heed.example"}, 1),
        ({"about": "h-1"}, 2),
        ({"about": "' OR 1=1 --"}, 0),
        ({"from": "2031-01-01"}, 0),
        ({"to": "2020-01-01"}, 0),
        ({"from": "2020-01-01", "to": "2099-01-01"}, 3),
    ],
)
def test_the_address_narrows_the_list(
    browser: Browser, root: User, ada: User, idea: Idea, asked: dict[str, str], found: int
) -> None:
    make_employee(ada, root)
    with writing():
        for verb in ("idea.merge", "idea.unmerge"):
            record(None, verb, idea)
    answer = browser.sign_in(root).get(PAGE, query_string=asked)
    assert answer.status_code == 200
    assert answer.text.count('scope="row"') == found


def test_a_day_that_is_none_is_named_and_kept(browser: Browser, root: User) -> None:
    answer = browser.sign_in(root).get(PAGE, query_string={"from": "yesterday"})
    assert answer.status_code == 422
    assert "“yesterday” is no day" in answer.text
    assert 'value="yesterday"' in answer.text


def test_pages_follow_each_other_without_gap(browser: Browser, root: User, idea: Idea) -> None:
    with writing():
        for number in range(120):
            record(root, "idea.edit", idea, after={"number": f"nr-{number}."})
    browser.sign_in(root)
    seen, url = [], f"{PAGE}?what=idea"
    while url:
        page = browser.get(url).text
        seen += re.findall(r"nr-(\d+)\.", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = following[1].replace("&amp;", "&") if following else ""
    assert seen == [str(number) for number in range(119, -1, -1)]


def test_the_file_holds_what_the_page_shows_and_no_formula(
    browser: Browser, root: User, ada: User, idea: Idea
) -> None:
    with writing():
        record(ada, "idea.edit", idea, before={"title": "=1+1"}, after={"title": "\tB"})
        ada.name = "=HYPERLINK(1)"
    answer = browser.sign_in(root).post(f"{PAGE}.csv", {"what": "idea"})
    assert answer.status_code == 200
    [head, row] = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    shown = dict(zip(head, row, strict=True))
    assert shown["who"] == "'=HYPERLINK(1)"
    assert shown["about"] == f"{idea.reference} {idea.title}"
    assert (shown["before"], shown["after"]) == ("title: =1+1", "title: \tB")
    assert actions()[-1] == "audit.export"


def plain_digest(text: str) -> str:
    """What anybody can compute, and so find addresses by trying many."""
    return hashlib.sha256(text.encode()).hexdigest()


def test_ways_in_and_out_go_on_record(app: Flask, ada: User) -> None:
    for email in ("ada@heed.example", "eve@heed.example"):
        Browser(app).post("/sign-in", {"email": email, "password": "not-hers-at-all"})
    browser = Browser(app)
    browser.post("/sign-in", {"email": "ada@heed.example", "password": PASSWORD})
    browser.post("/security/sessions/end-others")
    assert actions() == ["session.refuse", "session.refuse", "session.open", "session.end_others"]
    known, unknown = session.scalars(select(AuditEntry).order_by(AuditEntry.id).limit(2))
    assert known.subject == f"users:{ada.uid}"
    assert unknown.subject.startswith("address:")
    assert not any(plain_digest(each) in unknown.subject for each in ("eve@heed.example", "eve"))
    Browser(app).post("/sign-in", {"email": "Eve@heed.example", "password": "not-hers-at-all"})
    again = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert again.subject == unknown.subject, "it is known again"
    everything = repr([vars(each) for each in session.scalars(select(AuditEntry))])
    for secret in ("not-hers-at-all", "eve@", PASSWORD):
        assert secret not in everything


def test_a_refusal_goes_on_record_once_an_hour(app: Flask, ada: User, jun: User) -> None:
    asking = Browser(app).sign_in(ada)
    start = now()
    with time_machine.travel(start, tick=False):
        for _ in range(5):
            assert asking.get(PAGE).status_code == 403
        Browser(app).sign_in(jun).get(PAGE)
        Browser(app).get(PAGE)
        assert actions() == ["access.deny"] * 2, "once for Ada, once for Jun, none for strangers"
    with time_machine.travel(start + timedelta(minutes=61), tick=False):
        asking.get(PAGE)
        assert actions() == ["access.deny"] * 3
    entry = session.scalars(select(AuditEntry)).first()
    assert entry is not None
    assert (entry.actor_id, entry.after) == (ada.id, {"address": f"GET {PAGE}"})
    assert broken_link() is None


def test_every_action_has_words() -> None:
    source = "\n".join(path.read_text() for path in APP.rglob("*.py"))
    found = set(re.findall(r'record\(\s*[\w.]+,\s*"([a-z_]+\.[a-z_]+)"', source))
    found |= set(re.findall(r'_(?:write|changed)\([\w, ]+"([a-z]+\.[a-z_]+)"', source))
    assert len(found) > 50
    for action in sorted(found):
        entry = AuditEntry(action=action, before={}, after={"name": "x"})
        assert said(entry) != action, action
        assert action.partition(".")[0] in family_words(), action
