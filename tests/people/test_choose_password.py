from __future__ import annotations

import unicodedata

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.people.passwords import SHORTEST, fits, hash_password, weakness


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "PASSWORD!!!!",
        "p@ssw0rd2024",
        "123456789012",
        "qwertyuiop12",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "letmein-letmein",
        "iloveyou2026!",
        "ytrewqytrewq",
        "larch-ideas-2026",
        "ada.lovelace1815",
    ],
)
def test_what_is_easy_to_guess_is_refused(password: str) -> None:
    assert "easy to guess" in (weakness(password, known=("Larch", "ada.lovelace")) or "")


def padded(password: str) -> list[str]:
    """As people make it long enough: repeated, or with a year and signs before or behind."""
    often = -(-SHORTEST // len(password))
    return [
        password * often,
        f"{password}2026!!!!",
        f"!!2026!!{password}",
        password.upper() * often,
    ]


def ten_thousand_most_chosen() -> list[str]:
    chosen = FREQUENCY_LISTS["passwords"][:10_000]
    assert (len(chosen), len(set(chosen)), chosen[1]) == (10_000, 10_000, "password")
    return chosen


def test_none_of_the_ten_thousand_most_chosen_is_taken() -> None:
    """Each made longer in one of the ways."""
    tried = [padded(each)[turn % 4] for turn, each in enumerate(ten_thousand_most_chosen())]
    assert [each for each in tried if weakness(each) is None] == []
    assert len(tried) == 10_000


@pytest.mark.prove
def test_none_is_taken_however_it_is_made_longer() -> None:
    tried = [password for each in ten_thousand_most_chosen() for password in padded(each)]
    assert [each for each in tried if weakness(each) is None] == []
    assert len(tried) == 40_000


@pytest.mark.parametrize("password", ["dr4g0n--2026--", "99monkey99monkey99", "mustang mustang"])
def test_nor_spelled_with_digits_or_apart(password: str) -> None:
    assert "easy to guess" in (weakness(password) or "")


@pytest.mark.parametrize(
    "password",
    [
        "quiet-harbour-lantern",
        "seven wooden herons",
        "tr5!kQz0pW-x",
        "рыба молоко дождь",
        "水曜日の朝に白い鳥が飛ぶ",
        "x7" * 4 + "mnbhg" * 2,
    ],
)
def test_what_is_not_is_taken(password: str) -> None:
    assert weakness(password, known=("Larch", "ada.lovelace")) is None


def test_length_is_all_that_is_asked() -> None:
    assert "at least 12" in (weakness("short") or "")
    assert "at most 128" in (weakness("ab-cd-ef-gh " * 11) or "")


def test_a_password_fits_its_own_hash_alone() -> None:
    kept = hash_password("seven wooden hérons")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert fits(unicodedata.normalize("NFD", "seven wooden hérons"), kept)
    assert not fits("seven wooden herons", kept)
    assert not fits("seven wooden hérons", None)
    assert not fits("seven wooden hérons", "not a hash")
    assert not fits("x" * 129, hash_password("x" * 129)), "too long is refused before hashing"
