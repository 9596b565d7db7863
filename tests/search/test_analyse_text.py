from __future__ import annotations

import unicodedata

import pytest

from app.search.analysis import ENGLISH, LANGUAGES, LONGEST_TERM, NO_LANGUAGE, analyzer

words = analyzer(ENGLISH).words


def terms(text: str, language: str = ENGLISH) -> list[str]:
    return [word.term for word in analyzer(language).words(text)]


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
    covered = {place for word in words(text) for place in range(word.start, word.end)}
    assert "".join(text[place] for place in sorted(covered)) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("請求書の言語", ["請求", "求書", "書の", "の言", "言語"]),
        ("ส่งออก", ["ส่", "่ง", "งอ", "ออ", "อก"]),
        ("店", ["店"]),
        ("CSV書出し2件", ["csv", "書出", "出し", "件"]),
    ],
)
def test_text_without_spaces_is_read_by_two_letters(text: str, pairs: list[str]):
    assert [word.spelling for word in words(text)] == pairs


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Bitte die Rechnungen exportieren", "Rechnung exportiert"),
        ("nl", "Facturen van de klanten", "factuur klant"),
        ("fr", "Exporter des factures", "exportez facture"),
    ],
)
def test_a_language_has_its_own_endings_and_function_words(language: str, one: str, other: str):
    assert set(terms(other, language)) & set(terms(one, language))
    assert set(terms(one, language)) < set(terms(one, NO_LANGUAGE)) | set(terms(one, language))
    assert len(terms(one, language)) < len(terms(one, NO_LANGUAGE))


def test_a_language_without_a_stemmer_is_read_as_it_is_written():
    assert terms("the invoices", NO_LANGUAGE) == ["the", "invoices"] == terms("the invoices", "tlh")


def test_a_word_without_end_is_cut():
    (word,) = words("x" * 100_000)
    assert len(word.term) <= LONGEST_TERM


@pytest.mark.parametrize("text", ["", "   ", "?!* ()", "the of and", "\x00\ud800", "🙂 🙂"])
def test_text_without_meaning_has_no_words(text: str):
    assert terms(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_terms_of_a_text_are_those_of_its_words(language: str) -> None:
    text = "The naïve okapi's Größe, 1.2.3 x İstanbul — 長頸鹿が好き okapis OKAPI of_the x\u0301"
    words = analyzer(language).words(text)
    assert analyzer(language).terms(text) == {word.term for word in words}
