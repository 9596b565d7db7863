"""Search engines side by side, each in a process of its own: ours in a folder; SQLite's FTS5 with
any and with all of the words; LIKE; PostgreSQL's own ranking, where it is installed.

python -m tests.bench.engines [FOLDER]

FOLDER is as for `flask search evaluate`; without one, texts are made up. Made-up texts also fill
the corpus up to BENCH_DOCUMENTS. Times are the engine's alone, not of a whole request.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import random
import re
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import psycopg

from app.search.documents import IDEA, Document
from app.search.measuring import DEEPEST, SHOWN, Question
from app.search.samples import read_samples
from app.search.weighing import BODY_LIMIT
from app.search.whoosh_engine import WhooshEngine
from tests.postgresql import is_installed, running_server

DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS", "10000"))
QUESTIONS = 300
SYLLABLES = [first + second for first in "bdfgklmn" for second in "aeiou"]
WORDS = 20_000
TITLE_WORDS, BODY_WORDS = 7, 60
_WORD = re.compile(r"\w+")


class Corpus(NamedTuple):
    documents: list[Document]
    questions: list[Question]


class Figures(NamedTuple):
    """Of one way to ask: `recall` within SHOWN, mean 1 / rank, milliseconds."""

    recall: float
    reciprocal: float
    median: float
    slowest: float

    def __str__(self) -> str:
        return f"{self.recall:8.3f}{self.reciprocal:7.3f}{self.median:8.1f}{self.slowest:8.1f}"


class Row(NamedTuple):
    """`build` in seconds, `visible` in milliseconds from adding to finding, `memory` in MB."""

    build: float
    visible: float
    memory: int
    title: Figures
    body: Figures


class Candidate(Protocol):
    def build(self, documents: Sequence[Document]) -> None: ...
    def add(self, document: Document) -> None: ...
    def ask(self, title: str, body: str) -> list[int]: ...


class Ours:
    def __init__(self, folder: Path) -> None:
        self.engine = WhooshEngine(folder)

    def build(self, documents: Sequence[Document]) -> None:
        self.engine.rebuild(documents)

    def add(self, document: Document) -> None:
        with self.engine.writing() as index:
            index.put([document])

    def ask(self, title: str, body: str) -> list[int]:
        return [hit.id for hit in self.engine.similar(title, body)][:DEEPEST]


class Sqlite:
    """FTS5 with words joined by `joiner`, or LIKE without one."""

    def __init__(self, folder: Path, joiner: str) -> None:
        folder.mkdir(exist_ok=True)
        self.db, self.joiner = sqlite3.connect(folder / "texts.db"), joiner
        self.db.execute(
            "CREATE VIRTUAL TABLE texts USING fts5 (title, body, tokenize = 'porter unicode61')"
            if joiner
            else "CREATE TABLE texts (rowid INTEGER PRIMARY KEY, title TEXT, body TEXT)"
        )

    def build(self, documents: Sequence[Document]) -> None:
        rows = ((each.id, each.title, each.body) for each in documents)
        with self.db:
            self.db.executemany("INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)", rows)

    def add(self, document: Document) -> None:
        self.build([document])

    def ask(self, title: str, body: str) -> list[int]:
        if self.joiner:
            return [number for number, _strength in self.weighed(title, body)]
        sought = f"%{title}%"
        found = "SELECT rowid FROM texts WHERE title LIKE ? OR body LIKE ? LIMIT ?"
        return [number for (number,) in self.db.execute(found, (sought, sought, DEEPEST))]

    def weighed(self, title: str, body: str) -> list[tuple[int, float]]:
        """With how strong each is."""
        terms = self.joiner.join(f'"{word}"' for word in words_of(title, body))
        found = """SELECT rowid, -bm25(texts, 2.5, 1) FROM texts WHERE texts MATCH ?
            ORDER BY bm25(texts, 2.5, 1) LIMIT ?"""
        return self.db.execute(found, (terms, DEEPEST)).fetchall() if terms else []


class Postgresql:
    def __init__(self, url: str) -> None:
        self.db = psycopg.connect(url, autocommit=True)
        self.db.execute(
            "CREATE TABLE texts (id bigint PRIMARY KEY, words tsvector);"
            "CREATE INDEX ON texts USING gin (words)"
        )

    def build(self, documents: Sequence[Document]) -> None:
        keep = """INSERT INTO texts VALUES (%s, setweight(to_tsvector('english', %s), 'A')
            || to_tsvector('english', %s))"""
        rows = [(each.id, each.title, each.body.replace("\0", " ")) for each in documents]
        with self.db.cursor() as cursor, self.db.transaction():
            cursor.executemany(keep, rows)

    def add(self, document: Document) -> None:
        self.build([document])

    def ask(self, title: str, body: str) -> list[int]:
        terms = " | ".join(f"'{word}'" for word in words_of(title, body))
        found = """SELECT id FROM texts, to_tsquery('english', %s) AS asked WHERE words @@ asked
            ORDER BY ts_rank(words, asked) DESC LIMIT %s"""
        return [number for (number,) in self.db.execute(found, (terms, DEEPEST))] if terms else []


def main(samples: Path | None) -> None:
    corpus = corpus_of(samples)
    print(f"{len(corpus.documents):,} documents, {len(corpus.questions)} questions")
    head = f"{'recall@5':>8}{'MRR':>7}{'p50 ms':>8}{'p95 ms':>8}"
    print(f"{'':16}{'build s':>8}{'add ms':>8}{'MB':>6} |{head} |{head}")
    print(f"{'':39}|{'title':>31} |{'title and body':>31}")
    with tempfile.TemporaryDirectory(prefix="heed-engines-") as folder, _server() as url:
        for name, make in _candidates(Path(folder), url).items():
            row = _in_a_process(make, corpus)
            costs = f"{row.build:8.1f}{row.visible:8.1f}{row.memory:6}"
            print(f"{name:16}{costs} |{row.title} |{row.body}", flush=True)


def corpus_of(folder: Path | None) -> Corpus:
    chance = random.Random(11)
    if folder is None:
        documents = [_made_up(number, chance) for number in range(1, DOCUMENTS + 1)]
        asked = chance.sample(documents, min(QUESTIONS, len(documents)))
        return Corpus(documents, [_said_otherwise(each, chance) for each in asked])
    samples = read_samples(folder)
    asked = chance.sample(samples.queries, min(QUESTIONS, len(samples.queries)))
    return Corpus(filled_up(samples.documents), asked)


def filled_up(documents: list[Document]) -> list[Document]:
    """These and as many made-up ones as it takes."""
    chance = random.Random(12)
    more = (_made_up(number, chance) for number in range(len(documents) + 1, DOCUMENTS + 1))
    return [*documents, *more]


def words_of(title: str, body: str) -> list[str]:
    return list(dict.fromkeys(_WORD.findall(f"{title} {body[:BODY_LIMIT]}".casefold())))


def measure(candidate: Candidate, corpus: Corpus) -> Row:
    begun = time.perf_counter()
    candidate.build(corpus.documents)
    build = time.perf_counter() - begun
    newest = Document(IDEA, len(corpus.documents) + 1, "Xylophones for zebras", "")
    begun = time.perf_counter()
    candidate.add(newest)
    while newest.id not in candidate.ask(newest.title, ""):
        pass
    visible = (time.perf_counter() - begun) * 1000
    title = _figures(candidate, corpus.questions, with_body=False)
    body = _figures(candidate, corpus.questions, with_body=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Row(build, visible, memory, title, body)


def _figures(candidate: Candidate, questions: Sequence[Question], *, with_body: bool) -> Figures:
    ranks, times = [], []
    for question in questions:
        begun = time.perf_counter()
        found = candidate.ask(question.title, question.body if with_body else "")
        times.append((time.perf_counter() - begun) * 1000)
        true = (rank for rank, number in enumerate(found, 1) if number in question.answers)
        ranks.append(next(true, math.inf))
    return Figures(
        recall=sum(rank <= SHOWN for rank in ranks) / len(ranks),
        reciprocal=statistics.mean(1 / rank for rank in ranks),
        median=statistics.median(times),
        slowest=sorted(times)[math.ceil(len(times) * 0.95) - 1],
    )


def _candidates(folder: Path, url: str | None) -> dict[str, Callable[[], Candidate]]:
    ways: dict[str, Callable[[], Candidate]] = {
        "Heed": lambda: Ours(folder / "ours"),
        "FTS5, any word": lambda: Sqlite(folder / "any", " OR "),
        "FTS5, all words": lambda: Sqlite(folder / "all", " AND "),
        "LIKE": lambda: Sqlite(folder / "like", ""),
    }
    if url:
        ways["PostgreSQL, any"] = lambda: Postgresql(url)
    return ways


def _in_a_process(make: Callable[[], Candidate], corpus: Corpus) -> Row:
    """Its memory is then its own, with the corpus and what Python needs."""
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    worker = context.Process(target=lambda: answers.put(measure(make(), corpus)))
    worker.start()
    row: Row = answers.get()
    worker.join()
    return row


@contextlib.contextmanager
def _server() -> Iterator[str | None]:
    if is_installed():
        with running_server() as url:
            yield url
    else:
        yield None


def _made_up(number: int, chance: random.Random) -> Document:
    title = " ".join(_words(TITLE_WORDS, chance))
    return Document(IDEA, number, title, " ".join(_words(BODY_WORDS, chance)))


def _said_otherwise(document: Document, chance: random.Random) -> Question:
    """Somebody else asks for the same: with half of its words."""
    kept = [
        chance.sample(text.split(), len(text.split()) // 2)
        for text in (document.title, document.body)
    ]
    title = " ".join(kept[0] + _words(TITLE_WORDS // 2, chance))
    body = " ".join(kept[1] + _words(BODY_WORDS // 2, chance))
    return Question(title, body, frozenset({document.id}))


def _words(many: int, chance: random.Random) -> list[str]:
    """Some often, most hardly ever, as in any language."""
    ranks = (int(WORDS ** chance.random()) for _ in range(many))
    base = len(SYLLABLES)
    return ["".join(SYLLABLES[rank // base**n % base] for n in range(3)) for rank in ranks]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
