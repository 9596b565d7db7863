"""Finding like titles with the database alone, for the time in which there is no index."""

from __future__ import annotations

import math
from itertools import takewhile

from app.search import queries
from app.search.analysis import Word
from app.search.documents import Document, Hit
from app.search.lexicon import lexicon
from app.search.likeness import TITLE_ONLY, best_hits
from app.search.scoring import TITLE, WeighedTerm, rarity, saturated
from app.search.weighing import TITLE_COUNT, TITLE_LIMIT

MOST_WORDS = 6
CANDIDATES = 200

# What a word found once in a title of usual length adds, so that scores stay comparable.
FOUND_IN_TITLE = math.sqrt(TITLE_COUNT) * saturated(TITLE.weight)


def similar_titles(title: str, *, kind: str, limit: int) -> list[Hit]:
    """The titles that share the most and rarest words with `title`, best first."""
    found = lexicon().words(title[:TITLE_LIMIT])
    stems = {word.term: _beginning(word) for word in found}
    longest = dict(sorted(stems.items(), key=lambda each: len(each[0]), reverse=True)[:MOST_WORDS])
    if not longest:
        return []
    candidates = queries.with_any_of(kind, longest.values(), CANDIDATES)
    total = queries.count_of(kind)
    query = [
        WeighedTerm(stem, _weight(beginning, candidates, total), (TITLE,))
        for stem, beginning in longest.items()
    ]
    sums = [
        (
            sum(term.weight for term in query if _has(document, longest[term.text])),
            document.key,
        )
        for document in candidates
    ]
    return best_hits(sums, query, unit=rarity(0, total), calibration=TITLE_ONLY, limit=limit)


def _beginning(word: Word) -> str:
    """What a word and its stem begin with: of “copy” and “copi” what also “copies” has."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(word.term, word.spelling, strict=False))
    return "".join(letter for letter, _same in alike) or word.spelling


def _weight(beginning: str, candidates: list[Document], total: int) -> float:
    found_in = sum(_has(document, beginning) for document in candidates)
    return FOUND_IN_TITLE * rarity(found_in, total)


def _has(document: Document, beginning: str) -> bool:
    return beginning in document.title.casefold()
