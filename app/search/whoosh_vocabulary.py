"""The words of a Whoosh index."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from app.search.analysis import Analyzer, Word
from app.search.scoring import BODY, TITLE
from app.search.vocabulary import EDIT_DISTANCE, Vocabulary

# The index field of title words as people spell them: what is being typed is no stem yet.
SPELLINGS = "spellings"


class WhooshVocabulary(Vocabulary):
    """Read from a Whoosh index reader."""

    def __init__(self, reader: Any, analyzer: Analyzer) -> None:
        super().__init__(analyzer)
        self._reader = reader
        self.documents = reader.doc_count_all()

    def _look_up(self, terms: Collection[str]) -> dict[str, tuple[int, int]]:
        frequency = self._reader.doc_frequency
        return {term: (frequency(TITLE.name, term), frequency(BODY.name, term)) for term in terms}

    def correction(self, word: Word) -> str | None:
        corrector = self._reader.corrector(SPELLINGS)
        nearest = corrector.suggest(word.spelling, limit=1, maxdist=EDIT_DISTANCE, prefix=1)
        return str(nearest[0]) if nearest else None

    def _beginning_with(self, prefix: str) -> Iterator[tuple[int, str]]:
        for spelling, found in self._reader.iter_prefix(SPELLINGS, prefix):
            yield found.doc_frequency(), spelling.decode("utf-8")
