"""BM25F over title and body: how much one term found in a document adds to its score.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section
3.6: the frequencies of both fields are added first and saturate together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from app.search.analysis import Analyzer
from app.search.documents import Document, Key

SATURATION = 2.0

TITLE_LIMIT = 300
BODY_LIMIT = 4_000

# Who types a title has typed its beginning, so titles that begin alike are told apart from those
# that have the same words farther on: each of the first words is found by its place too.
OPENING_WORDS = 3
_PLACED = "^"


class Field(NamedTuple):
    """How much a word in this field counts, and how much long fields are held against it."""

    name: str
    weight: float
    length_penalty: float


TITLE = Field("title", 2.5, 0.3)
BODY = Field("body", 1.0, 0.75)
FIELDS = (TITLE, BODY)


class WeighedTerm(NamedTuple):
    """A term of the query, what finding it is worth, and the fields it is looked up in."""

    text: str
    weight: float
    fields: tuple[Field, ...]


class Ranking(NamedTuple):
    """The best documents with their sums, and what is needed to score further texts alike.

    `averages` are the mean lengths of the fields in terms. `unit` is the rarity of a word found
    nowhere: sums divided by it mean the same in a small index and in a large one.
    """

    query: list[WeighedTerm]
    averages: dict[str, float]
    unit: float
    best: list[tuple[float, Key]]


def rarity(found_in: int, documents: int) -> float:
    """Inverse document frequency; never negative."""
    return math.log(1 + (max(documents - found_in, 0) + 0.5) / (found_in + 0.5))


def average_length(terms: int, documents: int) -> float:
    """Terms a document, to a tenth: what was worked out with it outlives the next few documents."""
    return max(1.0, round(terms / (documents or 1), 1))


def field_frequency(field: Field, frequency: float, length: float, average: float) -> float:
    """What `frequency` occurrences in a field of `length` terms count as."""
    penalty = field.length_penalty
    return field.weight * frequency / (1 - penalty + penalty * length / average)


def saturated(frequency: float) -> float:
    """Between 0 and 1 + SATURATION: the tenth occurrence says less than the second."""
    return frequency * (SATURATION + 1) / (frequency + SATURATION)


class Indexed(NamedTuple):
    """What a document is found by: the terms of each field, and how its title's words are
    spelled."""

    terms: dict[str, list[str]]
    spellings: list[str]


def indexed(document: Document, analyzer: Analyzer) -> Indexed:
    """Of overlong texts only the beginning counts."""
    title = list(analyzer.words(document.title[:TITLE_LIMIT]))
    opening = [placed(word.term, place) for place, word in enumerate(title[:OPENING_WORDS])]
    body = analyzer.words(document.body[:BODY_LIMIT])
    return Indexed(
        {
            TITLE.name: [word.term for word in title] + opening,
            BODY.name: [word.term for word in body],
        },
        [word.spelling for word in title],
    )


def placed(term: str, place: int) -> str:
    """The term that stands for `term` as a title's first word (0), second or third."""
    return f"{place}{_PLACED}{term}"


def is_placed(term: str) -> bool:
    return _PLACED in term


def score_text(
    document: Document,
    query: Iterable[WeighedTerm],
    averages: dict[str, float],
    analyzer: Analyzer,
) -> float:
    """The score of a document that is not in the index, as the index would give it."""
    counts = _term_counts(document, analyzer)
    lengths = {name: in_field.total() for name, in_field in counts.items()}
    score = 0.0
    for term in query:
        frequency = sum(
            field_frequency(field, found, lengths[field.name], averages[field.name])
            for field in term.fields
            if (found := counts[field.name][term.text])
        )
        score += term.weight * saturated(frequency)
    return score


@lru_cache(maxsize=1_000)
def _term_counts(document: Document, analyzer: Analyzer) -> dict[str, Counter[str]]:
    return {field: Counter(terms) for field, terms in indexed(document, analyzer).terms.items()}
