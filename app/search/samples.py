"""Real reports of which it is known what they duplicate, read from a folder to measure with.

The folder holds `corpus`, `queries` and `negatives` as .jsonl or .jsonl.gz, or folders that do:
then all of them are one corpus. A line of the corpus and of the negatives, which duplicate nothing,
is `{"id", "title", "body"}`; one of the queries has `duplicates` too, a list of ids.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from app.core.errors import Invalid
from app.search.documents import IDEA, Document
from app.search.measuring import Question


class Samples(NamedTuple):
    """The documents to look through, and questions with and without duplicates among them."""

    documents: list[Document]
    queries: list[Question]
    negatives: list[Question]


def read_samples(folder: Path) -> Samples:
    """Raises Invalid, saying in which line of which file, for what cannot be read as samples."""
    samples = Samples([], [], [])
    for each in _folders(folder):
        _add(each, samples)
    return samples


def _folders(folder: Path) -> list[Path]:
    if _file(folder, "corpus"):
        return [folder]
    within = sorted(each for each in folder.glob("*") if _file(each, "corpus"))
    if not within:
        raise Invalid(f"There is no corpus.jsonl or corpus.jsonl.gz in {folder}.")
    return within


def _add(folder: Path, samples: Samples) -> None:
    number_of: dict[str, int] = {}
    for row in _rows(folder, "corpus"):
        number_of[str(row["id"])] = number = len(samples.documents) + 1
        samples.documents.append(Document(IDEA, number, row["title"], row["body"]))
    for row in _rows(folder, "queries", "duplicates"):
        known = [number_of[str(each)] for each in row["duplicates"] if str(each) in number_of]
        samples.queries.append(Question(row["title"], row["body"], frozenset(known)))
    for row in _rows(folder, "negatives"):
        samples.negatives.append(Question(row["title"], row["body"]))


def _rows(folder: Path, name: str, *more: str) -> Iterator[dict[str, Any]]:
    path = _file(folder, name)
    if path is None:
        raise Invalid(f"There is no {name}.jsonl or {name}.jsonl.gz in {folder}.")
    number = 0
    try:
        with _opened(path) as lines:
            for line in lines:
                number += 1
                yield _checked(json.loads(line), more)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as wrong:
        raise Invalid(f"{path}, line {number}: {wrong}") from wrong


def _checked(row: Any, more: tuple[str, ...]) -> dict[str, Any]:
    """Raises ValueError, TypeError, KeyError."""
    if not isinstance(row, dict):
        raise ValueError("not an object")
    missing = [name for name in ("id", "title", "body", *more) if name not in row]
    if missing:
        raise ValueError(f"{missing[0]} is missing")
    if not all(isinstance(row[name], str) for name in ("title", "body")):
        raise ValueError("title and body are texts")
    if not all(isinstance(row[name], list) for name in more):
        raise ValueError("duplicates is a list of ids")
    return row


def _opened(path: Path) -> Any:
    return (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8")


def _file(folder: Path, name: str) -> Path | None:
    named = (folder / f"{name}.jsonl.gz", folder / f"{name}.jsonl")
    return next((path for path in named if path.is_file()), None)
