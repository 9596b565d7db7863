"""What becomes of letters nobody types on purpose."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import BIDI, block, email_key, one_line, slug

TWINS = ["é", "Å", "ñ", "ệ", "가", "й", "ば"]


@given(st.text())
def test_a_line_is_one_line_and_can_be_kept(written: str) -> None:
    line = one_line(written)
    assert one_line(line) == line
    assert not set(line) & set(BIDI)
    assert all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in line)
    assert line.encode().decode() == line


@given(st.text())
def test_a_block_can_be_kept(written: str) -> None:
    kept = block(written)
    assert block(kept) == kept
    assert kept.encode().decode() == kept
    assert "\0" not in kept
    assert "\r" not in kept


@pytest.mark.parametrize("letter", TWINS)
def test_twins_are_one(letter: str) -> None:
    parted = unicodedata.normalize("NFD", letter)
    assert parted != letter
    assert one_line(parted) == block(parted) == letter
    assert slug(parted) == slug(letter)


@pytest.mark.parametrize("shown", ["👩‍👩‍👧‍👦", "שלום עולם", "مرحبا", "İstanbul", "नमस्ते"])
def test_what_languages_need_stays(shown: str) -> None:
    assert one_line(shown) == block(shown) == unicodedata.normalize("NFC", shown)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Heed.Example", "ada@heed.example"),
        ("ada@MÜNCHEN.example", "ada@xn--mnchen-3ya.example"),
        ("ada@mu\u0308nchen.example", "ada@münchen.example"),
        ("STRASSE@heed.example", "strasse@heed.example"),
        ("ada@heed。example", "ada@heed.example"),
    ],
)
def test_two_spellings_of_one_mailbox(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


def test_look_alikes_are_others() -> None:
    assert email_key("аda@heed.example") != email_key("ada@heed.example")
    assert email_key("ada@hееd.example") != email_key("ada@heed.example")
