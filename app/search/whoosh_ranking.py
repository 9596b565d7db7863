"""Ranks the documents of a Whoosh index for a text, reading only the postings the budget allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from heapq import nlargest
from typing import Any

from app.search.documents import Key
from app.search.lexicon import Lexicon
from app.search.scoring import FIELDS, Ranking, WeighedTerm, average_length, rarity
from app.search.weighing import weigh
from app.search.whoosh_segments import Postings
from app.search.whoosh_vocabulary import WhooshVocabulary

_postings = Postings()


def rank(
    searcher: Any,
    title: str,
    body: str,
    *,
    kind: str,
    lexicon: Lexicon,
    limit: int,
    without: Collection[Key],
) -> Ranking:
    """The `limit` best documents of a kind in a Whoosh searcher for a text, leaving out some
    keys."""
    reader = searcher.reader()
    vocabulary = WhooshVocabulary(reader, lexicon.analyzer)
    query = weigh(title, body, vocabulary, lexicon)
    averages = {
        field.name: average_length(reader.field_length(field.name), vocabulary.documents)
        for field in FIELDS
    }
    sums = _sums(reader, kind, query, averages)
    best = []
    for docnum in nlargest(limit + len(without), sums, key=sums.__getitem__):
        key = stored_key(reader.stored_fields(docnum))
        if key not in without:
            best.append((sums[docnum], key))
    return Ranking(query, averages, rarity(0, vocabulary.documents), best[:limit])


def stored_key(stored: dict[str, Any]) -> Key:
    kind, number = stored["key"].split(":")
    return kind, int(number)


def _sums(
    reader: Any, kind: str, query: list[WeighedTerm], averages: dict[str, float]
) -> dict[int, float]:
    sums: dict[int, float] = defaultdict(float)
    for leaf, offset in reader.leaf_readers():
        if not leaf.doc_count_all():
            continue
        for term in query:
            weight = term.weight
            for docnum, worth in zip(*_postings.of(leaf, kind, term, averages), strict=True):
                sums[offset + docnum] += weight * worth
    return sums
