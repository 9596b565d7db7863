"""What the index knows about words: how rare they are, how they go on, how they are spelled."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from heapq import nlargest
from itertools import islice

from app.search.analysis import Analyzer, Word

COMPLETIONS = 6
SHORTEST_PREFIX = 2
PREFIX_SCAN = 500

RARE = 2
SHORTEST_CORRECTED = 5
EDIT_DISTANCE = 2


class Vocabulary(ABC):
    """The words of all indexed documents, `documents` in number."""

    documents: int

    def __init__(self, analyzer: Analyzer) -> None:
        self.term_of = analyzer.term_of
        self._known: dict[str, tuple[int, int]] = {}

    def learn(self, terms: Iterable[str]) -> None:
        """These are asked for soon: each question has a way to go."""
        unknown = set(terms) - self._known.keys()
        self._known.update(dict.fromkeys(unknown, (0, 0)))
        self._known.update(self._look_up(unknown))

    def found_in(self, term: str) -> tuple[int, int]:
        """In how many titles and in how many bodies `term` occurs."""
        if term not in self._known:
            self.learn([term])
        return self._known[term]

    @abstractmethod
    def _look_up(self, terms: Collection[str]) -> Mapping[str, tuple[int, int]]:
        """What `found_in` says, of those of `terms` that occur."""

    @abstractmethod
    def correction(self, word: Word) -> str | None:
        """The most frequent title word that is spelled nearly like `word`."""

    @abstractmethod
    def _beginning_with(self, prefix: str) -> Iterable[tuple[int, str]]:
        """Title words, each behind the number of titles that have it."""

    def is_rare(self, word: Word) -> bool:
        """Whether `word` may be a slip of the keys. Known words and identifiers are left alone."""
        return (
            len(word.spelling) >= SHORTEST_CORRECTED
            and word.spelling.isalpha()
            and max(self.found_in(word.term)) <= RARE
        )

    def completions(self, word: Word) -> dict[str, int]:
        """The terms of the most frequent title words that begin with a half-typed `word`, each
        with the number of titles that have it."""
        prefix = word.spelling
        if len(prefix) < SHORTEST_PREFIX and prefix.isascii():
            return {}
        titles: Counter[str] = Counter()
        for found_in, spelling in nlargest(
            COMPLETIONS, islice(self._beginning_with(prefix), PREFIX_SCAN)
        ):
            titles[self.term_of(spelling)] += found_in
        return titles
