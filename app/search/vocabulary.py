"""What the index knows about words: how rare they are, how they go on, how they are spelled."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nlargest
from itertools import islice
from typing import Any

from app.search.analysis import Analyzer, Word
from app.search.scoring import BODY, TITLE

COMPLETIONS = 3
SHORTEST_PREFIX = 3
PREFIX_SCAN = 500

RARE = 2
SHORTEST_CORRECTED = 5
EDIT_DISTANCE = 2

# The index field of title words as people spell them: what is being typed is no stem yet.
SPELLINGS = "spellings"


class Vocabulary:
    """The words of all indexed documents, read from a Whoosh index reader."""

    def __init__(self, reader: Any, analyzer: Analyzer) -> None:
        self._reader = reader
        self.term_of = analyzer.term_of
        self.documents: int = reader.doc_count_all()

    def found_in(self, term: str) -> tuple[int, int]:
        """In how many titles and in how many bodies `term` occurs."""
        frequency = self._reader.doc_frequency
        return frequency(TITLE.name, term), frequency(BODY.name, term)

    def is_rare(self, word: Word) -> bool:
        """Whether `word` may be a slip of the keys. Known words and identifiers are left alone."""
        return (
            len(word.spelling) >= SHORTEST_CORRECTED
            and word.spelling.isalpha()
            and max(self.found_in(word.term)) <= RARE
        )

    def completions(self, word: Word) -> list[str]:
        """The terms of the most frequent title words that begin with a half-typed `word`."""
        prefix = word.spelling
        if len(prefix) < SHORTEST_PREFIX and prefix.isascii():
            return []
        frequent = nlargest(COMPLETIONS, islice(self._beginning_with(prefix), PREFIX_SCAN))
        return list(dict.fromkeys(self.term_of(spelling) for _, spelling in frequent))

    def correction(self, word: Word) -> str | None:
        """The most frequent title word that is spelled nearly like `word`."""
        corrector = self._reader.corrector(SPELLINGS)
        nearest = corrector.suggest(word.spelling, limit=1, maxdist=EDIT_DISTANCE, prefix=1)
        return str(nearest[0]) if nearest else None

    def _beginning_with(self, prefix: str) -> Iterator[tuple[int, str]]:
        """How many titles have the word, and the word."""
        for spelling, found in self._reader.iter_prefix(SPELLINGS, prefix):
            yield found.doc_frequency(), spelling.decode("utf-8")
