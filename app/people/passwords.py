"""Passwords: how they are hashed, and which are too easy to guess.

Length counts, composition does not. None of the 10,000 passwords that people choose most is taken,
neither repeated nor with digits and signs around it. And what stands in `common_words.txt`, on the
keyboard or in the alphabet, and what everyone knows of this person and portal is taken out; enough
must remain.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.i18n import _
from app.people.secret import new_secret

SHORTEST, LONGEST = 12, 128
MOST_CHOSEN = 10_000
FEWEST_LEFT = 4  # different characters left when all that is easy to guess is taken out
RUNS = (
    *("abcdefghijklmnopqrstuvwxyz", "0123456789", "1234567890"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn"),
)
NO_LETTERS = string.digits + string.punctuation + " "
LOOK_ALIKES = str.maketrans("013457@$!", "oleastasi")

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """An argon2id hash. Takes tens of milliseconds: never inside writing()."""
    return _hasher.hash(_normal(password))


def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one hashed. Takes as long when there is no hash to fit."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(password_hash or _nobodys_hash(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was hashed with less effort than is asked for today."""
    return _hasher.check_needs_rehash(password_hash)


def weakness(password: str, *, known: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password, None for a good one. `known` are texts that others
    connect with its owner, like the portal's name and the address."""
    if len(password) < SHORTEST:
        return _("Use at least %(num)s characters. A few words in a row are fine.", num=SHORTEST)
    if len(password) > LONGEST:
        return _("Use at most %(num)s characters.", num=LONGEST)
    left = _without_the_obvious(password, known)
    if min(len(set(rest)) for rest in left) < FEWEST_LEFT or _is_often_chosen(password):
        return _("This is easy to guess. Add a word or two that nobody would connect with you.")
    return None


def _normal(password: str) -> str:
    # The same keys give other bytes on another system.
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(new_secret())


def _is_often_chosen(password: str) -> bool:
    """Whether one of the passwords chosen most is in it, once or repeated, and around it nothing
    but digits and signs."""
    typed = _normal(password).casefold()
    heads = range(len(typed) - len(typed.lstrip(NO_LETTERS)) + 1)
    tails = range(len(typed.rstrip(NO_LETTERS)), len(typed) + 1)
    cores = {typed[start:end] for start in heads for end in tails if start < end}
    spellings = cores | {core.translate(LOOK_ALIKES) for core in cores} | {_letters_of(typed)}
    return any(_unit(spelling) in _often_chosen() for spelling in spellings if spelling)


def _unit(text: str) -> str:
    """What a text repeats: "ab" for "ababab", the text itself where it repeats nothing."""
    return text[: (text + text).index(text, 1)]


@cache
def _often_chosen() -> frozenset[str]:
    # Looked at when the first password is chosen: the lists take memory that most processes need
    # not have.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    most = FREQUENCY_LISTS["passwords"][:MOST_CHOSEN]
    return frozenset(_unit(each) for each in most) | frozenset(most)


def _without_the_obvious(password: str, known: Iterable[str]) -> list[str]:
    """The letters left when what is easy to guess is taken out: as typed, and with digits and
    signs read as the letters they stand for."""
    words = {word for text in known for word in re.findall(r"\w{3,}", text.casefold())}
    longest_first = sorted(words | _common_words(), key=len, reverse=True)
    typed = _normal(password).casefold()
    left = []
    for spelling in (typed, typed.translate(LOOK_ALIKES)):
        for word in longest_first:
            spelling = spelling.replace(word, "")
        left.append(_letters_of(spelling))
    return left


def _letters_of(text: str) -> str:
    return re.sub(r"[\d\W_]+", "", text)


@cache
def _common_words() -> frozenset[str]:
    """Words of the list, and pieces of 4 and more of the runs, forwards and backwards."""
    listed = Path(__file__).with_name("common_words.txt").read_text().split()
    both_ways = [run for row in RUNS for run in (row, row[::-1])]
    pieces = [
        run[start : start + size]
        for run in both_ways
        for size in range(4, len(run) + 1)
        for start in range(len(run) - size + 1)
    ]
    return frozenset([*listed, *pieces])
