"""Chooses the terms that a text is searched by, so that the longest text costs a bounded time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from app.search.analysis import Word
from app.search.lexicon import Lexicon
from app.search.scoring import (
    FIELDS,
    OPENING_WORDS,
    TITLE,
    Field,
    WeighedTerm,
    placed,
    rarity,
)
from app.search.vocabulary import Vocabulary

TITLE_LIMIT = 300
BODY_LIMIT = 2_000
BODY_TERMS = 250

TITLE_COUNT = 3
HIGHEST_COUNT = 6
SYNONYM = 0.9
# What a title's first word is worth that is the first word here too; farther on it fades.
OPENING = 2.4
OPENING_FADES = 2.0

MOST_TERMS = 30
MOST_CORRECTIONS = 5
ALWAYS_TAKEN = 2

LARGE_INDEX = 20_000
POSTINGS = 6_000
POSTINGS_OF_LARGE_INDEX = 15_000


def weigh(title: str, body: str, vocabulary: Vocabulary, lexicon: Lexicon) -> list[WeighedTerm]:
    """The most telling terms of a text, strongest first, within the budget of postings to read.

    Time grows with the postings read, not with the index or the text. A frequent term that does
    not fit is left out; rarer ones after it may still fit.
    """
    left = POSTINGS if vocabulary.documents <= LARGE_INDEX else POSTINGS_OF_LARGE_INDEX
    chosen: list[WeighedTerm] = []
    looked_up = 0
    for weight, term, in_titles, in_bodies in _by_weight(title, body, vocabulary, lexicon):
        fields: tuple[Field, ...] = FIELDS
        cost = in_titles + in_bodies
        if cost > left and looked_up >= ALWAYS_TAKEN:
            fields, cost = (TITLE,), in_titles
            if cost > left:
                continue
        chosen.append(WeighedTerm(term, weight, fields))
        left -= cost
        # A word new to the index costs nothing; a document of the overlay may have it.
        looked_up += cost > 0
        if looked_up == MOST_TERMS or left <= 0:
            break
    return chosen


def _by_weight(
    title: str, body: str, vocabulary: Vocabulary, lexicon: Lexicon
) -> list[tuple[float, str, int, int]]:
    title = title[:TITLE_LIMIT]
    title_words = list(lexicon.words(title))
    completions, slips = _doubtful(title, title_words, vocabulary)
    if body.strip():
        completions = {}  # whoever writes the text has written the title
    terms = _terms_of(title_words, slips, body, vocabulary, lexicon)
    vocabulary.learn(terms)
    weights = _weights(terms, vocabulary, lexicon)
    for term, weight in (
        *_weights_of_completions(completions, vocabulary.documents),
        *_weights_of_places(title_words),
    ):
        weights.setdefault(term, weight)
    vocabulary.learn(weights)
    return sorted(
        ((weight, term, *vocabulary.found_in(term)) for term, weight in weights.items()),
        reverse=True,
    )


def _weights(terms: list[str], vocabulary: Vocabulary, lexicon: Lexicon) -> dict[str, float]:
    counts = Counter(terms)
    weights = {term: _weight(term, count, vocabulary) for term, count in counts.items()}
    # Another word for the same is worth less than the word that was used, be it ever so rare.
    for phrase, meant in lexicon.meant_by(terms):
        share = SYNONYM * sum(weights[term] for term in phrase) / len(meant)
        for term in meant:
            if term not in counts:
                weight = min(share, _weight(term, counts[phrase[0]], vocabulary))
                weights[term] = max(weight, weights.get(term, 0.0))
    return weights


def _weight(term: str, count: int, vocabulary: Vocabulary) -> float:
    found_in = max(vocabulary.found_in(term))
    return math.sqrt(min(count, HIGHEST_COUNT)) * rarity(found_in, vocabulary.documents)


def _weights_of_completions(
    completions: Mapping[str, int], documents: int
) -> Iterator[tuple[str, float]]:
    """What a half-typed word may become says as much as finding any word that begins so."""
    titles = min(sum(completions.values()), documents)
    for term in completions:
        yield term, math.sqrt(TITLE_COUNT) * rarity(titles, documents)


def _weights_of_places(title_words: Sequence[Word]) -> Iterator[tuple[str, float]]:
    """The first words of a title, found as the first words of another."""
    for asked, word in enumerate(title_words[:OPENING_WORDS]):
        for found in range(OPENING_WORDS):
            yield placed(word.term, found), OPENING * math.exp(-(asked + found) / OPENING_FADES)


def _terms_of(
    title_words: Sequence[Word],
    slips: Sequence[Word],
    body: str,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
) -> list[str]:
    """As often as they count, in the order in which they were written."""
    of_title = [word.term for word in title_words]
    meant = (vocabulary.term_of(near) for near in map(vocabulary.correction, slips) if near)
    corrected = [term for term in dict.fromkeys(meant) if term not in of_title]
    of_body = [word.term for word in lexicon.words(body[:BODY_LIMIT])][:BODY_TERMS]
    return (of_title + corrected) * TITLE_COUNT + of_body


def corrections(title: str, vocabulary: Vocabulary, lexicon: Lexicon) -> dict[str, str]:
    """Words of a title as they are written, each with the spelling that it may have meant."""
    title = title[:TITLE_LIMIT]
    _completions, slips = _doubtful(title, list(lexicon.words(title)), vocabulary)
    nearest = {title[word.start : word.end]: vocabulary.correction(word) for word in slips}
    return {written: spelling for written, spelling in nearest.items() if spelling}


def _doubtful(
    title: str, title_words: list[Word], vocabulary: Vocabulary
) -> tuple[dict[str, int], list[Word]]:
    """How the half-typed last word may go on, and the words that may be slips of the keys."""
    completions: dict[str, int] = {}
    vocabulary.learn(word.term for word in title_words)
    rare = [word for word in title_words if vocabulary.is_rare(word)][:MOST_CORRECTIONS]
    last = title_words[-1] if title_words and title_words[-1].end == len(title) else None
    if last:
        completions = vocabulary.completions(last)
        rare = [word for word in rare if word is not last or not completions]
    return completions, rare
