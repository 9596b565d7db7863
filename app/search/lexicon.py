"""What a portal says about words: its language, which say nothing here, and which mean the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.core import settings
from app.search.analysis import ENGLISH, Analyzer, Word, analyzer

Phrase = tuple[str, ...]
"""Terms that follow one another."""


@dataclass(frozen=True)
class Lexicon:
    """Questions are read with it, texts are not: a change of words counts at once.

    `ignored` are terms that say nothing here. `synonyms` gives for a phrase the others that mean
    the same.
    """

    analyzer: Analyzer = field(default_factory=lambda: analyzer(ENGLISH))
    ignored: frozenset[str] = frozenset()
    synonyms: Mapping[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)

    def words(self, text: str) -> Iterator[Word]:
        """The words of `text` that say something here."""
        return (word for word in self.analyzer.words(text) if word.term not in self.ignored)

    def meant_by(self, terms: Sequence[str]) -> Iterator[tuple[Phrase, Phrase]]:
        """Each phrase of `terms` that has synonyms, with each of these."""
        longest = max(map(len, self.synonyms), default=0)
        for first in range(len(terms)):
            for length in range(1, longest + 1):
                phrase = tuple(terms[first : first + length])
                for other in self.synonyms.get(phrase, ()):
                    yield phrase, other


PLAIN = Lexicon()


def lexicon() -> Lexicon:
    """What this portal says now."""
    now = settings.portal()
    groups = tuple(map(tuple, now.search_synonyms))
    return _lexicon(now.search_language, tuple(now.search_ignored), groups)


def phrase_of(written: str, language: str) -> Phrase:
    """The terms of a few words; empty where none of them carries meaning."""
    return tuple(word.term for word in analyzer(language).words(written))


@lru_cache(maxsize=8)
def _lexicon(
    language: str, ignored: tuple[str, ...], groups: tuple[tuple[str, ...], ...]
) -> Lexicon:
    synonyms: dict[Phrase, list[Phrase]] = defaultdict(list)
    for group in groups:
        phrases = list(dict.fromkeys(phrase_of(written, language) for written in group))
        for phrase in filter(None, phrases):
            synonyms[phrase] += [other for other in phrases if other and other != phrase]
    return Lexicon(
        analyzer(language),
        frozenset(term for word in ignored for term in phrase_of(word, language)),
        {phrase: tuple(dict.fromkeys(others)) for phrase, others in synonyms.items()},
    )
