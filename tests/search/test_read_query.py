"""What is typed into a search box."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.asking import MOST_PARTS, Asked, Part, read

FIELDS = ("tag", "status")


def asked(typed: str) -> Asked:
    return read(typed, fields=FIELDS)


@pytest.mark.parametrize(
    ("typed", "words", "parts"),
    [
        ("bank link", "bank link", []),
        ('"bank  feed" stops', "bank feed stops", [Part("bank feed")]),
        ("export -pdf", "export", [Part("pdf", is_left_out=True)]),
        ('-"bank feed" export', "export", [Part("bank feed", is_left_out=True)]),
        ('TAG:"card payments" csv', "csv", [Part("card payments", "tag")]),
        ("-status:shipped tag:csv", "", [Part("shipped", "status", True), Part("csv", "tag")]),
        ("well-known e-mail", "well-known e-mail", []),
    ],
)
def test_words_and_parts_are_told_apart(typed: str, words: str, parts: list[Part]) -> None:
    assert asked(typed) == Asked(words, tuple(parts))


@pytest.mark.parametrize(
    "typed",
    ['"no end', "tag:", "-", '""', 'tag:""', "password:secret", "-password:secret", "a:b:c", "(*)"],
)
def test_what_cannot_be_read_is_words(typed: str) -> None:
    assert asked(typed) == Asked(typed)


def test_parts_beyond_measure_are_words() -> None:
    found = asked("-a " * (MOST_PARTS + 5))
    assert len(found.parts) == MOST_PARTS
    assert found.words == "-a -a -a -a -a"


@given(st.text(alphabet=st.sampled_from('ab:"- \t\x00é語'), max_size=60))
def test_no_text_is_too_strange(typed: str) -> None:
    found = asked(typed)
    kept = found.words + "".join(part.text for part in found.parts)
    assert set(typed) - set('":- \t') <= set(kept) | {"\x00", *"tags"}
