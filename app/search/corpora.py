"""Collections of texts whose duplicates are known: one file a kind, one JSON object a line.

`corpus` has id, title and body; `queries` also the ids of its `duplicates` in the corpus;
`negatives`, which may be left out, are texts that have none. Each is `.jsonl` or `.jsonl.gz`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from app.core.errors import Invalid
from app.core.i18n import _
from app.search.documents import Document

KIND = "text"


class Query(NamedTuple):
    """A text to look for; `duplicates` are numbers of documents, none for one that has none."""

    title: str
    body: str
    duplicates: frozenset[int]


class Corpus(NamedTuple):
    documents: list[Document]
    queries: list[Query]


def read_corpora(folders: Iterable[Path]) -> Corpus:
    """All of them as one. Raises Invalid, naming file and line, for what cannot be read."""
    corpus = Corpus([], [])
    for folder in folders:
        _add(folder, corpus)
    return corpus


def _add(folder: Path, corpus: Corpus) -> None:
    rows = list(_rows(folder, "corpus", "id", "title", "body"))
    first = len(corpus.documents) + 1
    numbers = {str(row["id"]): number for number, row in enumerate(rows, start=first)}
    corpus.documents.extend(
        Document(KIND, number, str(row["title"]), str(row["body"] or ""))
        for number, row in enumerate(rows, start=first)
    )
    queries = [_query(row, numbers) for row in _rows(folder, "queries", "title", "duplicates")]
    if not any(query.duplicates for query in queries):
        raise Invalid(_("No query in %(folder)s has a duplicate in its corpus.", folder=folder))
    if _file(folder, "negatives").exists():
        queries += [_query(row, numbers) for row in _rows(folder, "negatives", "title")]
    corpus.queries.extend(queries)


def _query(row: dict[str, Any], numbers: dict[str, int]) -> Query:
    duplicates = (numbers.get(str(each)) for each in row.get("duplicates", ()))
    found = frozenset(number for number in duplicates if number is not None)
    return Query(str(row["title"]), str(row.get("body") or ""), found)


def _rows(folder: Path, name: str, *fields: str) -> Iterator[dict[str, Any]]:
    path = _file(folder, name)
    for place, line in enumerate(_lines(path), start=1):
        try:
            row = json.loads(line)
            missing = [field for field in fields if field not in row]
        except (ValueError, TypeError):
            raise Invalid(
                _("%(file)s, line %(line)s is not JSON.", file=path, line=place)
            ) from None
        if missing:
            where = {"file": path, "line": place}
            raise Invalid(
                _("%(file)s, line %(line)s lacks “%(field)s”.", field=missing[0], **where)
            )
        yield row


def _file(folder: Path, name: str) -> Path:
    packed = folder / f"{name}.jsonl.gz"
    return packed if packed.exists() else folder / f"{name}.jsonl"


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            yield from file
    except (OSError, EOFError, UnicodeDecodeError) as trouble:
        raise Invalid(
            _("Cannot read %(file)s: %(trouble)s", file=path, trouble=trouble)
        ) from trouble
