"""The page of a board: who sees it, what it lists, and what its address may ask for."""

from __future__ import annotations

import re

import pytest

from app.core.clock import now
from app.core.db import writing
from app.ideas.models import Board, CommentKind, Idea, Phase, State
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.people.models import User
from app.votes import service as votes
from tests.browsers import Browser
from tests.ideas.many import make_ideas, make_topic, move
from tests.statements import statements

TITLE = re.compile(r'<h3><a href="/ideas/H-\d+[^"]*">([^<]*)</a></h3>')
NEXT = re.compile(r'rel="next" href="([^"]*)"')
PREVIOUS = re.compile(r'rel="prev" href="([^"]*)"')
# Another at each request, or in each second: its number, and the token of its forms.
ANOTHER = re.compile(r'[0-9A-Z]{4}-[0-9A-Z]{4}|name="csrf_token" value="[^"]*"')


def titles(page: str) -> list[str]:
    return TITLE.findall(page)


def address(pattern: re.Pattern[str], page: str) -> str | None:
    found = pattern.search(page)
    return found[1].replace("&amp;", "&") if found else None


def test_everyone_reads_a_public_board_and_gets_no_cookie(browser: Browser, idea: Idea) -> None:
    answer = browser.get("/b/product")

    assert answer.status_code == 200
    assert titles(answer.text) == ["Warn me before the bank link expires"]
    assert "A week ahead would do." in answer.text
    assert "Ada L." in answer.text
    assert "Lovelace" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_signed_out_a_vote_is_a_link(browser: Browser, idea: Idea) -> None:
    page = browser.get("/b/product").text

    assert f'href="/ideas/{idea.reference}/vote?next=/b/product"' in page
    assert 'class="vote"' in page
    assert "csrf_token" not in page


def test_signed_in_a_vote_is_a_form_that_knows_the_readers_vote(
    browser: Browser, idea: Idea, ada: User, ben: User
) -> None:
    page = browser.sign_in(ben).get("/b/product").text
    assert f'action="/ideas/{idea.reference}/vote?next=/b/product"' in page
    assert 'aria-pressed="false"' in page

    page = browser.sign_in(ada).get("/b/product").text
    assert f'action="/ideas/{idea.reference}/vote/withdraw?next=/b/product"' in page
    assert 'aria-pressed="true"' in page


def test_a_hidden_board_answers_as_a_missing_one(
    browser: Browser, staff_board: Board, ada: User, jun: User
) -> None:
    for reader in (browser, browser.sign_in(ada)):
        hidden, missing = reader.get("/b/inside"), reader.get("/b/missing")
        assert (hidden.status_code, missing.status_code) == (404, 404)
        same = hidden.text.replace("/b/inside", "/b/missing")
        assert ANOTHER.sub("", same) == ANOTHER.sub("", missing.text)

    assert browser.sign_in(jun).get("/b/inside").status_code == 200


def test_only_boards_one_sees_can_be_chosen(
    browser: Browser, board: Board, staff_board: Board, ada: User, jun: User
) -> None:
    assert 'href="/b/inside"' not in browser.sign_in(ada).get("/b/product").text
    assert 'href="/b/inside"' in browser.sign_in(jun).get("/b/product").text


def test_only_published_ideas_are_listed(
    browser: Browser, board: Board, ada: User, marta: User
) -> None:
    kept, deleted, pending, merged = make_ideas(board, ada, 4)
    with writing():
        deleted.deleted_at = now()
        pending.state = State.PENDING
        merged.merged_into_id = kept.id
    for reader in (browser, browser.sign_in(ada), browser.sign_in(marta)):
        page = reader.get("/b/product").text
        assert titles(page) == ["Idea 1"]
        assert "1 idea" in page


def test_staff_read_full_names(browser: Browser, idea: Idea, jun: User) -> None:
    assert "Ada Lovelace" in browser.sign_in(jun).get("/b/product").text


def test_the_latest_official_answer_stands_under_the_idea(
    browser: Browser, idea: Idea, marta: User, jun: User
) -> None:
    for said, author, kind in (
        ("Our first answer.", marta, CommentKind.OFFICIAL),
        ("Our *second* answer.", marta, CommentKind.OFFICIAL),
        ("They pay a lot.", jun, CommentKind.INTERNAL),
    ):
        text = words(said)
        with writing():
            comment(idea, text, author=author, kind=kind)

    page = browser.get("/b/product").text
    assert "Marta, Heed:" in page
    assert "Our second answer." in page
    assert "Our first answer." not in page
    assert "They pay a lot." not in page


@pytest.mark.parametrize("sort", ["", "top", "new"])
def test_walking_the_pages_shows_every_idea_once(
    browser: Browser, board: Board, ada: User, ben: User, sort: str
) -> None:
    for idea in make_ideas(board, ada, 60)[::7]:
        with writing():
            votes.cast(idea, voter=ben)

    seen, url = [], f"/b/product?sort={sort}"
    pages = []
    while url:
        page = browser.get(url).text
        pages.append(titles(page))
        seen += titles(page)
        url = address(NEXT, page)
    assert [len(each) for each in pages] == [20, 20, 20]
    assert sorted(seen) == sorted(f"Idea {number}" for number in range(1, 61))

    back = browser.get(address(PREVIOUS, page) or "").text
    assert titles(back) == pages[1]
    assert titles(browser.get(address(PREVIOUS, back) or "").text) == pages[0]


def test_votes_cast_while_one_walks_repeat_nothing(
    browser: Browser, board: Board, ada: User, ben: User
) -> None:
    ideas = {idea.title: idea for idea in make_ideas(board, ada, 60)}
    seen, url = [], "/b/product?sort=top"
    while url:
        page = browser.get(url).text
        shown = titles(page)
        seen += shown
        for title in (shown[0], shown[-1]):
            with writing():
                votes.cast(ideas[title], voter=ben)
        url = address(NEXT, page)
    assert len(seen) == len(set(seen)) == 60


def test_the_position_counts_the_whole_list(browser: Browser, board: Board, ada: User) -> None:
    make_ideas(board, ada, 45)
    page = browser.get("/b/product").text
    assert "1–20 of 45 ideas" in page
    last = browser.get(address(NEXT, browser.get(address(NEXT, page) or "").text) or "").text
    assert "5 of 45 ideas" in last


def test_status_and_topic_narrow_the_list(
    browser: Browser, board: Board, ada: User, marta: User
) -> None:
    tax = make_topic("tax")
    planned, other = make_ideas(board, ada, 2, topic=tax)
    make_ideas(board, ada, 1)
    move(planned, Phase.PLANNED, actor=marta)

    assert titles(browser.get("/b/product?status=planned").text) == ["Idea 1"]
    assert set(titles(browser.get("/b/product?topic=tax").text)) == {"Idea 1", "Idea 2"}
    page = browser.get("/b/product?status=planned&topic=tax&sort=new").text
    assert titles(page) == [planned.title]
    assert 'name="sort" value="new"' in page
    assert '<option value="tax" selected>' in page
    assert other.title not in titles(page)


def test_nothing_that_matches_says_so(browser: Browser, idea: Idea) -> None:
    page = browser.get("/b/product?status=shipped")
    assert page.status_code == 200
    assert "Nothing here matches" in page.text
    assert 'href="/b/product"' in page.text


def test_yours_are_those_one_asked_or_voted_for(
    browser: Browser, board: Board, ada: User, ben: User
) -> None:
    hers, both = make_ideas(board, ada, 2)
    with writing():
        votes.cast(both, voter=ben)
    with writing():
        votes.withdraw(hers, voter=ada)

    assert browser.get("/b/product?mine=1").location == "/sign-in?next=/b/product?mine%3D1"
    assert set(titles(browser.sign_in(ada).get("/b/product?mine=1").text)) == {"Idea 1", "Idea 2"}
    assert titles(browser.sign_in(ben).get("/b/product?mine=1").text) == ["Idea 2"]


@pytest.mark.parametrize(
    "asked",
    ["sort=best", "status=lost", "topic=none", "mine=2", "cursor=x", "cursor=WzAsWyJhIiwxXV0",
     "cursor=%00", "sort=%F0%9F%92%A9"],
)  # fmt: skip
def test_an_address_that_means_nothing_is_refused_in_words(
    browser: Browser, idea: Idea, asked: str
) -> None:
    answer = browser.get(f"/b/product?{asked}")
    assert answer.status_code == 422
    assert "Traceback" not in answer.text


def test_a_new_board_invites_the_first_idea(browser: Browser, board: Board) -> None:
    page = browser.get("/b/product").text
    assert "Nobody has spoken here yet" in page
    assert 'href="/ideas/new?board=product"' in page


def test_the_page_works_without_a_script(browser: Browser, idea: Idea) -> None:
    page = browser.get("/b/product").text
    assert '<form action="/search" role="search"' in page
    assert 'class="btn small without-script"' in page


def test_what_people_write_stays_text(browser: Browser, board: Board, ada: User) -> None:
    idea = make_ideas(board, ada, 1)[0]
    with writing():
        idea.title, idea.body = "<script>alert(1)</script>", "<img src=x onerror=alert(1)>"
    page = browser.get("/b/product").text
    assert "<script>alert" not in page
    assert "<img" not in page


@pytest.mark.parametrize("number", [3, 60])
def test_a_page_asks_the_same_few_statements_however_many_ideas(
    browser: Browser, board: Board, ada: User, ben: User, marta: User, number: int
) -> None:
    ideas = make_ideas(board, ada, number)
    for idea in ideas[::2]:
        answer = words("We read this.")
        with writing():
            comment(idea, answer, author=marta, kind=CommentKind.OFFICIAL)
    move(ideas[0], Phase.SHIPPED, actor=marta)

    counts = {}
    for reader, signed in (("out", Browser(browser.app)), ("in", browser.sign_in(ben))):
        with statements() as sent:
            assert signed.get("/b/product").status_code == 200
        counts[reader] = len(sent)
    # The figures beside the list are counted once a minute: the second page may find them counted.
    assert counts["out"] == 7
    assert counts["in"] in (8, 9)
