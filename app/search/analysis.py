"""Turns text into terms: the words that carry meaning, in one form whatever their ending."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from whoosh.lang.porter import stem

SHORTEST_WORD = 2
LONGEST_TERM = 64

# Function words, and the words every wish is made of: they say nothing about what is wished.
STOP_WORDS = frozenset(Path(__file__).with_name("stop_words.en.txt").read_text("utf-8").split())

# `\w` leaves out combining marks, without which words of many scripts fall to pieces.
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M"
)
_WORD = re.compile(rf"[\w{_MARKS}]+(?:\.[\w{_MARKS}]+)*")


class Word(NamedTuple):
    """A word that carries meaning: where it stands, how it is spelled and the term it counts as."""

    start: int
    end: int
    spelling: str
    term: str


def words(text: str) -> Iterator[Word]:
    """The words of `text` in order, without function words and single letters."""
    for match in _WORD.finditer(text):
        spelling = fold(match.group())
        term = term_of(spelling)
        if term:
            yield Word(match.start(), match.end(), spelling, term)


@lru_cache(maxsize=100_000)
def fold(written: str) -> str:
    """One spelling for upper and lower case and for composed and decomposed letters."""
    return unicodedata.normalize("NFC", written.casefold())[:LONGEST_TERM]


@lru_cache(maxsize=100_000)
def term_of(spelling: str) -> str:
    """The stem of a folded word, or "" if the word carries no meaning."""
    if spelling in STOP_WORDS or (len(spelling) < SHORTEST_WORD and spelling.isascii()):
        return ""
    return str(stem(spelling))
