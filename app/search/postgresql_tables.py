"""What the index in PostgreSQL is made of, and how it is kept: the schema `heed_search`, which only
this package knows, beside the portal's tables."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from sqlalchemy import Connection, text

from app.search.engine import Changes

_TABLES = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE SCHEMA IF NOT EXISTS heed_search;
CREATE TABLE IF NOT EXISTS heed_search.documents (
    kind text NOT NULL,
    id bigint NOT NULL,
    fingerprint bigint NOT NULL,
    words tsvector NOT NULL,
    counts jsonb NOT NULL,
    title_length integer NOT NULL,
    body_length integer NOT NULL,
    spellings text[] NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX IF NOT EXISTS ix_documents_words ON heed_search.documents
    USING gin (words) WITH (fastupdate = off);
CREATE TABLE IF NOT EXISTS heed_search.terms (
    term text PRIMARY KEY, in_titles integer NOT NULL, in_bodies integer NOT NULL
);
CREATE TABLE IF NOT EXISTS heed_search.spellings (
    spelling text COLLATE "C" PRIMARY KEY, in_titles integer NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_spellings_trigrams ON heed_search.spellings
    USING gin (spelling gin_trgm_ops);
CREATE TABLE IF NOT EXISTS heed_search.state (
    made_for text NOT NULL,
    documents bigint NOT NULL,
    title_terms bigint NOT NULL,
    body_terms bigint NOT NULL
)
"""
_EMPTY = """
DELETE FROM heed_search.documents;
DELETE FROM heed_search.terms;
DELETE FROM heed_search.spellings;
DELETE FROM heed_search.state
"""
_KEEP_DOCUMENT = text(
    "INSERT INTO heed_search.documents (kind, id, fingerprint, words, counts, title_length,"
    " body_length, spellings) VALUES (:kind, :id, :fingerprint, CAST(:words AS tsvector),"
    " CAST(:counts AS jsonb), :title_length, :body_length, :spellings)"
)
_COUNT_TERMS = text(
    "INSERT INTO heed_search.terms AS known VALUES (:term, :in_titles, :in_bodies)"
    " ON CONFLICT (term) DO UPDATE SET in_titles = known.in_titles + excluded.in_titles,"
    " in_bodies = known.in_bodies + excluded.in_bodies"
)
_COUNT_SPELLINGS = text(
    "INSERT INTO heed_search.spellings AS known VALUES (:spelling, :in_titles)"
    " ON CONFLICT (spelling) DO UPDATE SET in_titles = known.in_titles + excluded.in_titles"
)
_FORGET_TERMS = text(
    "DELETE FROM heed_search.terms WHERE in_titles = 0 AND in_bodies = 0"
    " AND term = ANY (CAST(:terms AS text[]))"
)
_FORGET_SPELLINGS = text(
    "DELETE FROM heed_search.spellings WHERE in_titles = 0"
    " AND spelling = ANY (CAST(:spellings AS text[]))"
)
_COUNT_DOCUMENTS = text(
    "UPDATE heed_search.state SET documents = documents + :documents,"
    " title_terms = title_terms + :title_terms, body_terms = body_terms + :body_terms"
)


class Tally:
    """What some documents add to the counts of the whole index."""

    def __init__(self) -> None:
        self.in_titles: Counter[str] = Counter()
        self.in_bodies: Counter[str] = Counter()
        self.spellings: Counter[str] = Counter()
        self.documents = self.title_terms = self.body_terms = 0

    def add(self, row: dict[str, Any], sign: int = 1) -> None:
        for term, (in_title, in_body) in row["counts"].items():
            self.in_titles[term] += sign * (in_title > 0)
            self.in_bodies[term] += sign * (in_body > 0)
        for spelling in row["spellings"]:
            self.spellings[spelling] += sign
        self.documents += sign
        self.title_terms += sign * row["title_length"]
        self.body_terms += sign * row["body_length"]


def make_empty(connection: Connection) -> None:
    """With what is missing of it made. Readers see what was there until the commit."""
    for statement in (*_TABLES.split(";"), *_EMPTY.split(";")):
        connection.execute(text(statement))


def replace(connection: Connection, changes: Changes, rows: list[dict[str, Any]]) -> None:
    """Take out all that the changes name, and keep these rows for it."""
    tally = Tally()
    keys = changes.documents.keys() | changes.removed
    drop = text(
        "DELETE FROM heed_search.documents WHERE kind = :kind AND id = ANY (CAST(:ids AS bigint[]))"
        " RETURNING counts, title_length, body_length, spellings"
    )
    for kind in {kind for kind, _number in keys}:
        ids = [number for each, number in keys if each == kind]
        for row in connection.execute(drop, {"kind": kind, "ids": ids}).mappings():
            tally.add(dict(row), -1)
    keep(connection, rows, tally)
    count(connection, tally)
    connection.execute(_FORGET_TERMS, {"terms": [*tally.in_titles.keys(), *tally.in_bodies.keys()]})
    connection.execute(_FORGET_SPELLINGS, {"spellings": list(tally.spellings)})


def keep(connection: Connection, rows: list[dict[str, Any]], tally: Tally) -> None:
    """Documents as `PostgresqlEngine` reads them; `tally` gets what they add."""
    for row in rows:
        tally.add(row)
    if rows:
        connection.execute(
            _KEEP_DOCUMENT,
            [{**row, "words": _tsvector(row), "counts": json.dumps(row["counts"])} for row in rows],
        )


def count(connection: Connection, tally: Tally) -> None:
    """Add the tally to what is counted."""
    terms = [
        {"term": term, "in_titles": tally.in_titles[term], "in_bodies": tally.in_bodies[term]}
        for term in sorted(tally.in_titles.keys() | tally.in_bodies.keys())
    ]
    spellings = [
        {"spelling": spelling, "in_titles": number} for spelling, number in tally.spellings.items()
    ]
    for statement, rows in ((_COUNT_TERMS, terms), (_COUNT_SPELLINGS, spellings)):
        if rows:
            connection.execute(statement, rows)
    connection.execute(
        _COUNT_DOCUMENTS,
        {
            "documents": tally.documents,
            "title_terms": tally.title_terms,
            "body_terms": tally.body_terms,
        },
    )


def _tsvector(row: dict[str, Any]) -> str:
    """Terms of the title weigh A, those of the body D, as what is not said otherwise."""
    places = {(True, True): "1A,2", (True, False): "1A", (False, True): "2"}
    return " ".join(
        f"{quoted(term)}:{places[in_title > 0, in_body > 0]}"
        for term, (in_title, in_body) in row["counts"].items()
    )


def quoted(term: str) -> str:
    """As tsvector and tsquery take a word that may hold anything."""
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
