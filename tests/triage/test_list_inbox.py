"""The inbox: what was promised first, whatever it is narrowed to."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.core.settings import change
from app.ideas.models import Board, CommentKind, Idea, Phase
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.sort import sort
from app.ideas.service.submit import submit
from app.people.models import User
from app.search.jobs import feed_index
from app.triage.filters import InboxFilters, Show
from app.triage.queries.inbox import inbox_page
from tests.browsers import Browser
from tests.ideas.many import make_ideas, make_topic, move
from tests.plans import FEW_ROWS, SCAN, plans
from tests.statements import statements

MOST_STATEMENTS = 14


def ask(board: Board, author: User, title: str, *, due_in: timedelta | None = None) -> Idea:
    written = draft(title)
    with writing():
        idea = submit(written, board=board, author=author)
        if due_in is not None:
            idea.answer_due_at = now() + due_in
    return idea


def answer(idea: Idea, actor: User) -> None:
    said = words("It comes in spring.")
    with writing():
        comment(idea, said, author=actor, kind=CommentKind.OFFICIAL)


def _read(browser: Browser, person: User, path: str) -> str:
    return browser.sign_in(person).get(path).text


def titles(page: str) -> list[str]:
    """What the list holds, in its order."""
    queue = page.split('<ol class="queue">')[-1].split("</ol>")[0] if "queue" in page else ""
    return re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", queue)


def test_overdue_stands_first_then_due_soonest_then_the_newest(
    browser: Browser, board: Board, ada: User, ben: User, marta: User
) -> None:
    soon = ask(board, ada, "Due tomorrow", due_in=timedelta(days=1))
    ask(board, ben, "Due next week", due_in=timedelta(days=7))
    ask(board, ben, "Overdue", due_in=timedelta(days=-2))
    answered = ask(board, ada, "Answered long ago")
    answer(answered, marta)
    browser.sign_in(marta)

    assert titles(browser.get("/manage/inbox").text) == [
        "Overdue",
        "Due tomorrow",
        "Due next week",
    ]
    newest = ask(board, ada, "Answered just now")
    answer(newest, marta)
    assert titles(browser.get("/manage/inbox?show=all").text) == [
        "Overdue",
        "Due tomorrow",
        "Due next week",
        "Answered just now",
        "Answered long ago",
    ]
    move(soon, Phase.DECLINED, actor=marta)
    assert "Due tomorrow" not in titles(browser.get("/manage/inbox?show=open").text)


def test_the_clock_is_said_in_words(
    browser: Browser, board: Board, ada: User, marta: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = now().replace(year=2026, month=11, day=25, hour=12, minute=0)  # a Wednesday
    for module in ("app.triage.views.due", "app.people.session"):
        monkeypatch.setattr(f"{module}.now", lambda: noon)
    for title, due in {
        "Late": noon - timedelta(days=1) + timedelta(hours=3, minutes=30),
        "Today": noon + timedelta(hours=4, minutes=12),
        "Next": noon + timedelta(days=6, hours=3, minutes=30),
        "Far": noon + timedelta(days=20),
    }.items():
        idea = ask(board, ada, title)
        with writing():
            idea.answer_due_at = due
    page = browser.sign_in(marta).get("/manage/inbox").text
    for said in ("was due Tue 15:30", "by 16:12 today", "by Tue 15:30", "by 15 Dec, 12:00"):
        assert said in page, said


def test_where_nothing_is_promised_nothing_is_due(
    browser: Browser, board: Board, ada: User, marta: User
) -> None:
    with writing():
        change(None, answer_within_days=0)
    first, second = ask(board, ada, "Asked first"), ask(board, ada, "Asked second")
    assert first.answer_due_at is None
    assert second.answer_due_at is None

    page = browser.sign_in(marta).get("/manage/inbox").text

    assert titles(page) == ["Asked second", "Asked first"]
    assert "was due" not in page
    assert not re.search(r"\bby \w{3} \d\d:\d\d", page)
    assert "A person reads this." in _read(browser, ada, f"/ideas/{first.reference}/thanks")
    for path in ("/", "/progress"):
        assert "within 0 working" not in _read(browser, ada, path)


def test_imported_ideas_start_no_clock(browser: Browser, idea: Idea, marta: User) -> None:
    with writing():
        idea.is_imported, idea.answer_due_at = True, None
    browser.sign_in(marta)

    assert "Everyone has an answer" in browser.get("/manage/inbox").text
    assert titles(browser.get("/manage/inbox?show=all").text) == [idea.title]


def test_an_answer_takes_an_idea_off_what_waits(browser: Browser, idea: Idea, marta: User) -> None:
    browser.sign_in(marta)
    assert 'Needs first answer <span class="num">1</span>' in browser.get("/manage/inbox").text
    answer(idea, marta)
    page = browser.get("/manage/inbox").text
    assert "Everyone has an answer" in page
    assert 'Needs first answer <span class="num">0</span>' in page


def test_the_list_narrows_by_all_it_can_be_narrowed_by(
    browser: Browser, board: Board, staff_board: Board, ada: User, jun: User, marta: User
) -> None:
    banking = make_topic("banking")
    one, other = ask(board, ada, "Bank link"), ask(staff_board, jun, "Old importer")
    old = ask(board, ada, "Old and grey")
    with writing():
        wanted = {"topic": banking.slug, "tags": ["urgent"], "owner": jun}
        sort(one, wanted, actor=marta)
        sort(other, {"owner": marta}, actor=marta)
        old.created_at = now() - timedelta(days=40)
    move(other, Phase.REVIEWING, actor=marta)
    browser.sign_in(marta)
    for asked, expected in {
        "board=inside": ["Old importer"],
        "status=reviewing": ["Old importer"],
        "topic=banking": ["Bank link"],
        "tag=urgent": ["Bank link"],
        "owner=me": ["Old importer"],
        "owner=none": ["Old and grey"],
        f"owner={jun.uid}": ["Bank link"],
        "age=day": ["Bank link", "Old importer"],
        "age=older": ["Old and grey"],
        "q=importer": ["Old importer"],
        "topic=banking&board=inside": [],
    }.items():
        page = browser.get(f"/manage/inbox?show=all&{asked}").text
        assert sorted(titles(page)) == sorted(expected), asked
        assert "Filter, in use" in page
    assert "Nothing here matches" in browser.get("/manage/inbox?status=planned").text


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("show=everything", 422),
        ("status=dreaming", 422),
        ("topic=nothing", 422),
        ("tag=nothing", 422),
        ("owner=nobody-here", 422),
        ("owner=6f1f5f44-3b0c-4d3c-9a52-0a6f3a3d1f10", 422),
        ("age=ancient", 422),
        ("cursor=nonsense", 422),
        ("cursor=0.nonsense", 422),
        ("cursor=7.W10", 422),
        ("board=nowhere", 404),
        ("idea=H-999", 404),
        ("idea=nonsense", 404),
        ("act=dance", 200),
        ("q=" + "%20" * 300, 200),
    ],
)
def test_an_address_that_means_nothing_is_refused_in_words(
    browser: Browser, idea: Idea, marta: User, asked: str, status: int
) -> None:
    page = browser.sign_in(marta).get(f"/manage/inbox?{asked}")
    assert page.status_code == status, unquote(asked)


def test_it_is_for_those_who_look_after_ideas(
    browser: Browser, app: Flask, idea: Idea, ada: User, jun: User, root: User
) -> None:
    for path in ("/manage/inbox", f"/manage/inbox/{idea.reference}"):
        assert browser.get(path).status_code == 302
        for person, status in ((ada, 403), (jun, 403), (root, 200)):
            assert Browser(app).sign_in(person).get(path).status_code == status, path


def test_staff_are_led_to_where_their_work_begins(
    browser: Browser, app: Flask, ada: User, jun: User, marta: User
) -> None:
    for person, where in ((marta, "/manage/inbox"), (jun, "/me?part=customers")):
        answer_ = Browser(app).sign_in(person).get("/manage")
        assert (answer_.status_code, answer_.location) == (302, where)
    assert Browser(app).sign_in(ada).get("/manage").status_code == 403


def test_it_costs_the_same_however_long_it_is(
    browser: Browser, idea: Idea, board: Board, ben: User, marta: User
) -> None:
    browser.sign_in(marta)
    costs = []
    for _ in range(2):
        feed_index()
        for path in ("/manage/inbox", "/manage/inbox?show=all", f"/manage/inbox/{idea.reference}"):
            with statements() as sent:
                assert browser.get(path).status_code == 200
            costs.append(len(sent))
        for number in range(40):
            other = ask(board, ben, f"Warn me before the bank link expires, number {number}")
            if number % 2:
                answer(other, marta)
    print("statements of the inbox:", costs)
    assert costs[:3] == costs[3:]
    assert max(costs) <= MOST_STATEMENTS


@pytest.mark.sqlite(FEW_ROWS)
def test_the_lists_walk_the_indexes_of_their_orders(
    board: Board, staff_board: Board, ada: User, marta: User
) -> None:
    for number, idea in enumerate(make_ideas(board, ada, 80)):
        if number % 2:
            answer(idea, marta)
    for show, slug in product(Show, ("", "product")):
        filters = InboxFilters(show=show, board=slug)
        with plans() as found:
            page = inbox_page(filters, reader=marta, cursor=None)
            inbox_page(filters, reader=marta, cursor=page.next)
        lists = [plan for plan in found if "COMPOUND" in plan]
        assert len(lists) == 2, filters
        for plan in lists:
            assert "ix_ideas_waiting" in plan, filters
            assert "TEMP B-TREE" not in plan, filters
            assert not SCAN.search(plan), filters


def test_whoever_moved_on_is_found_where_they_went(
    browser: Browser, idea: Idea, board: Board, ben: User, marta: User
) -> None:
    twin = ask(board, ben, "Bank link expiry warning")
    with writing():
        twin.merged_into_id = idea.id
    browser.sign_in(marta)
    for path in (
        f"/manage/inbox/{twin.reference}?show=all",
        f"/manage/inbox?idea={twin.reference}",
    ):
        answer_ = browser.get(path)
        assert answer_.status_code == 302
        assert answer_.location.startswith(f"/manage/inbox/{idea.reference}")
    assert session.scalars(select(Idea.id).where(Idea.is_listed)).all() == [idea.id]
