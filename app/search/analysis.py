"""Turns text into terms: the words that carry meaning, in one form whatever their ending."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from whoosh.lang import has_stemmer, has_stopwords, stemmer_for_language, stopwords_for_language
from whoosh.lang.porter import stem as stem_english

ENGLISH = "en"
NO_LANGUAGE = "xx"
"""Words as they are written: for portals of many languages, or of one without a stemmer here."""
LANGUAGES = (
    *("da", "de", ENGLISH, "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv"),
    NO_LANGUAGE,
)

SHORTEST_WORD = 2
LONGEST_TERM = 64

# Function words, and the words every wish is made of: they say nothing about what is wished.
STOP_WORDS = frozenset(Path(__file__).with_name("stop_words.en.txt").read_text("utf-8").split())

# `\w` leaves out combining marks, without which words of many scripts fall to pieces.
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M"
)
# A dot parts words; numbers of versions and sums keep theirs.
_WORD = re.compile(rf"\d+(?:\.[\w{_MARKS}]+)+|[\w{_MARKS}]+")

# Letters of scripts that put no space between words, or whose words grow endings without end:
# Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f]+"
)


class Word(NamedTuple):
    """A word that carries meaning: where it stands, how it is spelled and the term it counts as."""

    start: int
    end: int
    spelling: str
    term: str


@dataclass(frozen=True)
class Analyzer:
    """What counts as a word in a language, and which words count as the same."""

    language: str

    def words(self, text: str) -> Iterator[Word]:
        """The words of `text` in order, without function words and single letters; of text without
        spaces each two letters that follow one another."""
        for match in _WORD.finditer(text):
            if match.group().isascii():
                pieces = [match.span()]
            else:
                pieces = list(_pieces(text, *match.span()))
            for start, end in pieces:
                spelling = fold(text[start:end])
                if term := self.term_of(spelling):
                    yield Word(start, end, spelling, term)

    def terms(self, text: str) -> frozenset[str]:
        """Those of all its words. Where each stands is not asked, so this is faster."""
        found = set()
        for piece in set(_WORD.findall(text)):
            if piece.isascii():
                found.add(self.term_of(fold(piece)))
            else:
                found.update(word.term for word in self.words(piece))
        return frozenset(found - {""})

    @cached_property
    def term_of(self) -> Callable[[str], str]:
        """The stem of a folded word, or "" if the word carries no meaning."""
        stop_words, stem = _stop_words(self.language), _stemmer(self.language)

        @lru_cache(maxsize=100_000)
        def term_of(spelling: str) -> str:
            if spelling in stop_words or (len(spelling) < SHORTEST_WORD and spelling.isascii()):
                return ""
            return str(stem(spelling))

        return term_of


@lru_cache
def analyzer(language: str) -> Analyzer:
    """One for each of LANGUAGES; for others as for NO_LANGUAGE."""
    return Analyzer(language)


@lru_cache(maxsize=100_000)
def fold(written: str) -> str:
    """One spelling for upper and lower case and for composed and decomposed letters."""
    return unicodedata.normalize("NFC", written.casefold())[:LONGEST_TERM]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where in a run of letters its words begin and end."""
    for run in _UNSPACED.finditer(text, start, end):
        if start < run.start():
            yield start, run.start()
        start = run.end()
        for first in range(run.start(), max(run.end() - 1, run.start() + 1)):
            yield first, min(first + 2, run.end())
    if start < end:
        yield start, end


def _stop_words(language: str) -> frozenset[str]:
    if language == ENGLISH:
        return STOP_WORDS
    return stopwords_for_language(language) if has_stopwords(language) else frozenset()


def _stemmer(language: str) -> Callable[[str], str]:
    if language == ENGLISH:
        return stem_english  # type: ignore[no-any-return]
    return stemmer_for_language(language) if has_stemmer(language) else str
