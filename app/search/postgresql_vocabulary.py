"""The words of an index in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, text
from whoosh.support.levenshtein import damerau_levenshtein

from app.search.analysis import Analyzer, Word
from app.search.vocabulary import EDIT_DISTANCE, PREFIX_SCAN, Vocabulary

ALIKE = 0.15  # of the trigrams that a slip of the keys leaves at least
MOST_ALIKE = 200


class PostgresqlVocabulary(Vocabulary):
    """Read over a connection."""

    def __init__(self, connection: Connection, documents: int, analyzer: Analyzer) -> None:
        super().__init__(analyzer)
        self._connection = connection
        self.documents = documents

    def _look_up(self, terms: Collection[str]) -> dict[str, tuple[int, int]]:
        if not terms:
            return {}
        asked = text(
            "SELECT term, in_titles, in_bodies FROM heed_search.terms WHERE term = ANY (:terms)"
        )
        rows = self._connection.execute(asked, {"terms": list(terms)})
        return {row.term: (row.in_titles, row.in_bodies) for row in rows}

    def correction(self, word: Word) -> str | None:
        asked = text(
            "SELECT spelling, in_titles FROM heed_search.spellings"
            " WHERE spelling LIKE :first || '%' AND similarity(spelling, :word) > :alike"
            " AND length(spelling) BETWEEN :shortest AND :longest"
            " ORDER BY similarity(spelling, :word) DESC LIMIT :most"
        )
        length = len(word.spelling)
        rows = self._connection.execute(
            asked,
            {
                "first": word.spelling[0],
                "word": word.spelling,
                "alike": ALIKE,
                "shortest": length - EDIT_DISTANCE,
                "longest": length + EDIT_DISTANCE,
                "most": MOST_ALIKE,
            },
        )
        near = [
            (distance, -row.in_titles, row.spelling)
            for row in rows
            if (distance := damerau_levenshtein(word.spelling, row.spelling)) <= EDIT_DISTANCE
        ]
        return str(min(near)[2]) if near else None

    def _beginning_with(self, prefix: str) -> Iterator[tuple[int, str]]:
        asked = text(
            "SELECT in_titles, spelling FROM heed_search.spellings"
            " WHERE starts_with(spelling, :prefix) AND spelling >= :prefix"
            " ORDER BY spelling LIMIT :most"
        )
        rows = self._connection.execute(asked, {"prefix": prefix, "most": PREFIX_SCAN})
        return ((row.in_titles, row.spelling) for row in rows)
