"""Words are found in a few texts as they are in many: whatever their ending, rare ones first."""

from __future__ import annotations

import pytest

from app.search.at_hand import Found, Text, find_among, says_something
from app.search.lexicon import PLAIN, Lexicon
from app.search.reasons import around

TEXTS = [
    Text("Invoices", "A copy of every invoice."),
    Text("Copies of invoices"),
    Text("Machines", "They copy. They do not invoice."),
    Text("Colours"),
]


def places(typed: str, lexicon: Lexicon = PLAIN) -> list[int]:
    return list(find_among(TEXTS, typed, lexicon=lexicon).places)


def test_every_word_is_needed_and_those_in_titles_count_for_more() -> None:
    assert places("copying an invoice") == [1, 0, 2]
    assert places("copy colour") == []
    assert places("machines") == [2]


def test_phrases_and_words_left_out_are_taken_as_they_are_written() -> None:
    assert places('"copies OF"') == [1]
    assert places("invoice -machines") == [0, 1]
    assert places('"of" -copies') == [0]


def test_another_word_for_the_same_finds_and_is_marked_too() -> None:
    lexicon = Lexicon(synonyms={("bill",): (("invoic",), ("account", "due"))})
    found = find_among(TEXTS, "bills", lexicon=lexicon)
    assert list(found.places) == [0, 1, 2]
    assert set(found.terms) == {"bill", "invoic", "account", "due"}


def test_words_the_portal_ignores_are_not_needed() -> None:
    assert places("copy stuff", Lexicon(ignored=frozenset({"stuff"}))) == [1, 0, 2]


@pytest.mark.parametrize("typed", ["", "the", "-invoice", "- ? *"])
def test_where_nothing_is_said_nothing_is_found(typed: str) -> None:
    assert not says_something(typed, lexicon=PLAIN)
    assert find_among(TEXTS, typed, lexicon=PLAIN) == Found()


def test_an_excerpt_is_cut_between_words_around_the_first_that_is_shared() -> None:
    text = " ".join(["before"] * 60 + ["okapi"] + ["after"] * 60)
    part = around(text, ["okapis"], lexicon=PLAIN, longest=80)
    assert part.startswith("… before before")
    assert "okapi after" in part
    assert part.endswith("after …")
    assert around(text, ["zebra"], lexicon=PLAIN, longest=20) == "before before …"
    assert around("An okapi.", ["okapi"], lexicon=PLAIN) == "An okapi."
