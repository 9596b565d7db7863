from __future__ import annotations

import unicodedata

import pytest

from app.search.analysis import LONGEST_TERM, words


def terms(text: str) -> list[str]:
    return [word.term for word in words(text)]


def test_endings_and_capitals_make_no_difference():
    assert terms("Exporting INVOICES") == terms("export invoice")


def test_words_that_every_wish_is_made_of_do_not_count():
    assert terms("Please, I would like to have the possibility of an export") == terms(
        "possibility export"
    )


def test_composed_and_decomposed_letters_are_one_word():
    assert terms(unicodedata.normalize("NFD", "Café Übersicht")) == terms("Café Übersicht")


@pytest.mark.parametrize(
    "text", ["検索機能", "пошук рахунків", "البحث", "हिन्दी", "ค้นหา", "Straßenverzeichnis"]
)
def test_no_script_is_lost(text: str):
    assert "".join(text[word.start : word.end] for word in words(text)) == text.replace(" ", "")


def test_a_word_without_end_is_cut():
    (word,) = words("x" * 100_000)
    assert len(word.term) <= LONGEST_TERM


@pytest.mark.parametrize("text", ["", "   ", "?!* ()", "the of and", "\x00\ud800", "🙂 🙂"])
def test_text_without_meaning_has_no_words(text: str):
    assert terms(text) == []
