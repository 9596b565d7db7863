"""The search index in PostgreSQL, for portals on several hosts: what a text has in common with
another is looked up in a tsvector, and the best of that are ordered exactly as in a folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy import Engine as Database

from app.core.db import session
from app.search.analysis import ENGLISH
from app.search.documents import Document, Key
from app.search.engine import Changes, Engine
from app.search.errors import IndexBusy, IndexUnavailable
from app.search.lexicon import PLAIN, Lexicon
from app.search.postgresql_tables import Tally, count, keep, make_empty, quoted, replace
from app.search.postgresql_vocabulary import PostgresqlVocabulary
from app.search.scoring import (
    BODY,
    FIELDS,
    TITLE,
    Ranking,
    WeighedTerm,
    average_length,
    field_frequency,
    indexed,
    rarity,
    saturated,
)
from app.search.weighing import corrections, weigh

VERSION = 2
"""Raise it whenever the same text would be indexed otherwise: every portal then rebuilds."""

PORTION = 1_000
RESCORED = 300  # of those that share the weightiest words, at least
IN_A_TITLE = saturated(TITLE.weight)  # what a word counts there, if the title is of mean length
LOCK = 7_421_563_902  # advisory; no other part of Heed takes one of this number
LOCK_WAIT = 10.0
LOCK_DELAY = 0.02

_SHARING_MOST = text("""
    WITH best AS (
        SELECT found.id
        FROM unnest(
            CAST(:anywhere AS text[]), CAST(:titles AS text[]), CAST(:weights AS float[])
        ) AS asked (anywhere, title, weight)
        CROSS JOIN LATERAL (
            SELECT id, words @@ CAST(asked.title AS tsquery) AS is_title
            FROM heed_search.documents
            WHERE words @@ CAST(asked.anywhere AS tsquery)
                AND kind = :kind AND id <> ALL (CAST(:left_out AS bigint[]))
        ) AS found
        GROUP BY found.id
        ORDER BY
            sum(asked.weight * CASE WHEN is_title THEN CAST(:in_a_title AS float) ELSE 1 END) DESC,
            found.id DESC
        LIMIT :most
    )
    SELECT id, title_length, body_length, (
        SELECT jsonb_object_agg(term, counts -> term)
        FROM unnest(CAST(:terms AS text[])) AS term
        WHERE counts -> term IS NOT NULL
    ) AS counts
    FROM best JOIN heed_search.documents USING (id)
    WHERE kind = :kind
""")


class State(NamedTuple):
    """How many documents there are, and how many terms their titles and bodies hold."""

    documents: int
    title_terms: int
    body_terms: int

    def averages(self) -> dict[str, float]:
        return {
            TITLE.name: average_length(self.title_terms, self.documents),
            BODY.name: average_length(self.body_terms, self.documents),
        }


class PostgresqlEngine(Engine):
    """One index in a schema of its own beside the portal's tables. It is made by `rebuild`."""

    def __init__(self, database: Database, language: str = ENGLISH) -> None:
        super().__init__(language)
        self._database = database
        self._made_for = f"{VERSION}-{language}"

    def corrections(self, title: str, *, lexicon: Lexicon = PLAIN) -> dict[str, str]:
        return corrections(title, self._vocabulary(self._state(session.connection())), lexicon)

    def contents(self) -> dict[Key, int]:
        self._state(session.connection())
        rows = session.execute(text("SELECT kind, id, fingerprint FROM heed_search.documents"))
        return {(row.kind, row.id): row.fingerprint for row in rows}

    def size(self) -> int:
        self._state(session.connection())
        counted = session.execute(text("SELECT count(*) FROM heed_search.documents"))
        return int(counted.scalar_one())

    def is_sound(self) -> bool:
        try:
            self._state(session.connection())
        except IndexUnavailable:
            return False
        return True

    @contextmanager
    def writing(self) -> Iterator[Changes]:
        with self._locked() as connection:
            self._state(connection)
            changes = Changes()
            yield changes
            replace(connection, changes, self._rows(changes.documents.values()))

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        remaining, tally = iter(documents), Tally()
        with self._locked() as connection:
            make_empty(connection)
            while portion := list(islice(remaining, PORTION)):
                keep(connection, self._rows(portion), tally)
                if progress:
                    progress(tally.documents)
            connection.execute(
                text("INSERT INTO heed_search.state VALUES (:made_for, 0, 0, 0)"),
                {"made_for": self._made_for},
            )
            count(connection, tally)
            connection.execute(text("ANALYZE heed_search.documents"))
        return tally.documents

    def segments(self) -> int:
        return 1

    def merge_segments(self) -> None:
        """There is but one; the database looks after it."""

    def _rank(
        self,
        title: str,
        body: str,
        *,
        kind: str,
        lexicon: Lexicon,
        limit: int,
        without: Collection[Key],
    ) -> Ranking:
        state = self._state(session.connection())
        query = weigh(title, body, self._vocabulary(state), lexicon)
        averages = state.averages()
        left_out = [number for each, number in without if each == kind]
        rows = _sharing_most(query, kind, left_out, max(RESCORED, limit)) if query else []
        scored = ((_score(row, query, averages), (kind, row.id)) for row in rows)
        best = sorted(scored, reverse=True)[:limit]
        return Ranking(query, averages, rarity(0, state.documents), best)

    def _state(self, connection: Connection) -> State:
        known = connection.execute(text("SELECT to_regclass('heed_search.state')")).scalar()
        kept = (
            connection.execute(text("SELECT * FROM heed_search.state")).one_or_none()
            if known
            else None
        )
        if kept is None:
            raise IndexUnavailable("no index in the database")
        if kept.made_for != self._made_for:
            raise IndexUnavailable(f"index made for {kept.made_for}, not {self._made_for}")
        return State(kept.documents, kept.title_terms, kept.body_terms)

    def _vocabulary(self, state: State) -> PostgresqlVocabulary:
        return PostgresqlVocabulary(session.connection(), state.documents, self._analyzer)

    @contextmanager
    def _locked(self) -> Iterator[Connection]:
        """One writer at a time over all hosts; the database frees the lock of a killed one.

        Raises IndexBusy if another still writes after LOCK_WAIT seconds.
        """
        deadline = time.monotonic() + LOCK_WAIT
        take = text("SELECT pg_try_advisory_xact_lock(:number)")
        with self._database.begin() as connection:
            while not connection.execute(take, {"number": LOCK}).scalar():
                if time.monotonic() >= deadline:
                    raise IndexBusy("another process is writing the index in the database")
                time.sleep(LOCK_DELAY)
            yield connection

    def _rows(self, documents: Iterable[Document]) -> list[dict[str, Any]]:
        return [self._row(document) for document in documents]

    def _row(self, document: Document) -> dict[str, Any]:
        terms, spellings = indexed(document, self._analyzer)
        in_title, in_body = (Counter(terms[field.name]) for field in FIELDS)
        return {
            "kind": document.kind,
            "id": document.id,
            "fingerprint": document.fingerprint,
            "counts": {term: (in_title[term], in_body[term]) for term in in_title | in_body},
            "title_length": in_title.total(),
            "body_length": in_body.total(),
            "spellings": list(set(spellings)),
        }


def _sharing_most(
    query: Sequence[WeighedTerm], kind: str, left_out: list[int], most: int
) -> Sequence[Any]:
    """Roughly the best: each word counts by its weight, and more in a title. With the counts of
    the query's terms alone."""
    titles = [f"{quoted(term.text)}:A" for term in query]
    asked = {
        "kind": kind,
        "left_out": left_out,
        "most": most,
        "terms": [term.text for term in query],
        "weights": [term.weight for term in query],
        "titles": titles,
        "anywhere": [
            in_title if term.fields == (TITLE,) else quoted(term.text)
            for term, in_title in zip(query, titles, strict=True)
        ],
        "in_a_title": IN_A_TITLE,
    }
    return session.execute(_SHARING_MOST, asked).all()


def _score(row: Any, query: Iterable[WeighedTerm], averages: dict[str, float]) -> float:
    lengths = {TITLE.name: row.title_length, BODY.name: row.body_length}
    score = 0.0
    for term in query:
        counts = dict(zip((TITLE.name, BODY.name), row.counts.get(term.text, (0, 0)), strict=True))
        frequency = sum(
            field_frequency(field, counts[field.name], lengths[field.name], averages[field.name])
            for field in term.fields
            if counts[field.name]
        )
        score += term.weight * saturated(frequency)
    return score
