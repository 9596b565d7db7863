"""What a portal says about words: it changes what is found, at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from app.core.db import session
from app.core.settings import read_again
from app.ideas.models import Idea
from app.people.models import User
from app.search import service
from app.search.jobs import feed_index
from app.search.lexicon import PLAIN, Lexicon
from app.search.searchable import engine as of_portal
from app.search.whoosh_engine import WhooshEngine
from tests.browsers import Browser
from tests.search.wishes import put, wish

PAGE = "/manage/settings/searching"
STANDS = {"synonyms": "", "ignored": "", "language": "en"}
Post = Callable[..., Idea]


@pytest.fixture
def martas(browser: Browser, marta: User) -> Browser:
    return browser.sign_in(marta)


def save(browser: Browser, **words: str) -> TestResponse:
    read = re.search(r'name="read"[^>]*value="(\w+)"', browser.get(PAGE).text)
    assert read is not None
    answer = browser.post(PAGE, {"read": read[1], **STANDS, **words})
    read_again()
    return answer


def like(browser: Browser, title: str) -> str:
    return browser.get(
        "/ideas/similar", query_string={"title": title}, headers={"Heed-Fragment": "1"}
    ).text


def ids(title: str) -> list[int]:
    return [hit.id for hit in service.similar(title, kind="idea")]


def test_another_word_for_the_same_finds_it_at_once_and_says_why(
    martas: Browser, post_idea: Post
) -> None:
    post_idea("Export invoices as PDF")
    post_idea("Dark mode")
    feed_index()
    assert "Export" not in like(martas, "My bills on paper")
    assert save(martas, synonyms="invoice, bill, sales slip").status_code == 303
    assert "<mark>invoices</mark>" in like(martas, "My bills on paper")
    assert "<mark>invoices</mark>" in like(martas, "Where is the sales slip")
    assert "Export" not in like(martas, "Where is the slip of paper")
    assert save(martas).status_code == 303
    assert "Export" not in like(martas, "My bills on paper")


def test_a_few_words_may_mean_one(martas: Browser, post_idea: Post) -> None:
    idea = post_idea("Single sign-on for our colleagues")
    feed_index()
    save(martas, synonyms="SSO, single sign-on")
    assert ids("Let us use sso") == [idea.id]


def test_a_word_that_says_nothing_here_finds_nothing(martas: Browser, post_idea: Post) -> None:
    post_idea("Larch should export invoices")
    other = post_idea("Larch in the dark")
    feed_index()
    assert other.id in ids("Larch forgets my password")
    save(martas, ignored="Larch")
    assert ids("Larch forgets my password") == []
    assert "<mark>Larch</mark>" not in like(martas, "Larch invoices")
    assert "<mark>invoices</mark>" in like(martas, "Larch invoices")


def test_another_language_builds_the_index_anew_and_titles_serve_meanwhile(
    martas: Browser, post_idea: Post
) -> None:
    idea = post_idea("Mahnungen in der Sprache des Kunden", "Bitte mit Rechnungen")
    feed_index()
    assert ids("Rechnung") == []
    save(martas, language="de")
    assert ids("Mahnungen") == [idea.id]  # by its title, in the database
    feed_index()
    session.rollback()
    assert of_portal().is_sound()
    assert ids("Mahnung") == ids("Rechnung") == [idea.id]
    assert ids("der mit und") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"synonyms": "invoice, bill\nalone"}, "“alone” stands alone."),
        ({"synonyms": "the, invoice"}, "“the” is in every wish"),
        (
            {"synonyms": "a1, " * 20 + "b2, " + ", ".join(f"w{n}" for n in range(20))},
            "words a line",
        ),
        ({"synonyms": "bill, " + "x" * 61}, "too long for a word"),
        ({"synonyms": "one1, two2\n" * 301}, "Up to 300 lines are read."),
        ({"ignored": "two words"}, "“two words” is more than one word."),
        ({"ignored": "\n".join(f"w{number}" for number in range(301))}, "Up to 300 words"),
        ({"language": "tlh"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_typed(
    martas: Browser, words: dict[str, str], said: str
) -> None:
    answer = save(martas, **words)
    assert answer.status_code == 422
    assert said in answer.text
    for typed in words.values():
        assert typed == "tlh" or typed.strip().splitlines()[0] in answer.text
    assert save(martas).status_code == 303


def test_two_who_change_the_words_at_once_see_each_other(martas: Browser) -> None:
    drawn = martas.get(PAGE).text
    read = re.search(r'name="read"[^>]*value="(\w+)"', drawn)
    assert read is not None
    save(martas, ignored="Larch")
    late = martas.post(PAGE, {"read": read[1], **STANDS, "ignored": "Heed"})
    assert late.status_code == 412
    assert "Someone changed this a moment ago." in late.text
    assert "Heed</textarea>" in late.text


def test_a_synonym_is_worth_less_than_the_word_that_was_used(engine: WhooshEngine) -> None:
    """However rare it is: what was asked for comes first."""
    put(engine, wish(30, "Ledger"), wish(31, "Daybook"))
    means = Lexicon(
        PLAIN.analyzer, synonyms={("ledger",): (("daybook",),), ("daybook",): (("ledger",),)}
    )
    hits = engine.similar("Ledger", lexicon=means)
    assert hits[0].id == 30
    assert 31 in {hit.id for hit in hits}
    assert hits[0].terms["daybook"] < hits[0].terms["ledger"]


def test_text_without_spaces_is_found_by_its_middle(post_idea: Post) -> None:
    idea = post_idea("請求書の言語を選びたい")
    post_idea("銀行の明細を取り込む")
    feed_index()
    assert ids("顧客ごとに請求書の言語") == [idea.id]
