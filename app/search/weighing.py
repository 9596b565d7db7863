"""Chooses the terms that a text is searched by, so that the longest text costs a bounded time."""

from __future__ import annotations

import math
from collections import Counter

from app.search.analysis import Word, words
from app.search.scoring import FIELDS, TITLE, Field, WeighedTerm, rarity
from app.search.vocabulary import Vocabulary

TITLE_LIMIT = 300
BODY_LIMIT = 2_000
BODY_TERMS = 250

TITLE_COUNT = 3
HIGHEST_COUNT = 6

MOST_TERMS = 30
MOST_CORRECTIONS = 5
ALWAYS_TAKEN = 2

LARGE_INDEX = 20_000
POSTINGS = 6_000
POSTINGS_OF_LARGE_INDEX = 15_000


def weigh(title: str, body: str, vocabulary: Vocabulary) -> list[WeighedTerm]:
    """The most telling terms of a text, strongest first, within the budget of postings to read.

    Time grows with the postings read, not with the index or the text. A frequent term that does
    not fit is left out; rarer ones after it may still fit.
    """
    left = POSTINGS if vocabulary.documents <= LARGE_INDEX else POSTINGS_OF_LARGE_INDEX
    chosen: list[WeighedTerm] = []
    looked_up = 0
    for weight, term, in_titles, in_bodies in _by_weight(title, body, vocabulary):
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


def _by_weight(title: str, body: str, vocabulary: Vocabulary) -> list[tuple[float, str, int, int]]:
    weighed = []
    for term, count in _count_terms(title, body, vocabulary).items():
        in_titles, in_bodies = vocabulary.found_in(term)
        found_in = max(in_titles, in_bodies)
        weight = math.sqrt(min(count, HIGHEST_COUNT)) * rarity(found_in, vocabulary.documents)
        weighed.append((weight, term, in_titles, in_bodies))
    return sorted(weighed, reverse=True)


def _count_terms(title: str, body: str, vocabulary: Vocabulary) -> Counter[str]:
    title = title[:TITLE_LIMIT]
    title_words = list(words(title))
    counts: Counter[str] = Counter()
    for term in [word.term for word in title_words] + _guesses(title, title_words, vocabulary):
        counts[term] += TITLE_COUNT
    body_words = list(words(body[:BODY_LIMIT]))[:BODY_TERMS]
    counts.update(word.term for word in body_words)
    return counts


def _guesses(title: str, title_words: list[Word], vocabulary: Vocabulary) -> list[str]:
    """What the half-typed last word may become, and what misspelled words may have meant."""
    guesses: list[str] = []
    rare = [word for word in title_words if vocabulary.is_rare(word)][:MOST_CORRECTIONS]
    last = title_words[-1] if title_words and title_words[-1].end == len(title) else None
    if last and not any(vocabulary.found_in(last.term)):
        guesses = vocabulary.completions(last)
        rare = [word for word in rare if word is not last or not guesses]
    guesses += [term for word in rare if (term := vocabulary.correction(word))]
    known = {word.term for word in title_words}
    return [term for term in dict.fromkeys(guesses) if term not in known]
