"""Finding words in texts that are at hand: too few, or for too few readers, to be in an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.search.asking import Asked, Part, read
from app.search.lexicon import Lexicon, Phrase
from app.search.scoring import BODY, TITLE, rarity


class Text(NamedTuple):
    title: str
    body: str = ""


class Found(NamedTuple):
    """`places` are those of the texts that were given, best first; `terms` is what was looked for
    with its weights, as `reasons.shared_words` takes them."""

    places: Sequence[int] = ()
    terms: Mapping[str, float] = {}


class _Terms(NamedTuple):
    title: frozenset[str]
    body: frozenset[str]


def says_something(typed: str, *, lexicon: Lexicon) -> bool:
    """Whether there is anything to look for: a word that carries meaning, or a phrase."""
    asked = read(typed, fields=())
    return any(True for _word in lexicon.words(asked.words)) or bool(_phrases(asked))


def find_among(texts: Sequence[Text], typed: str, *, lexicon: Lexicon) -> Found:
    """Those that have every word of `typed`, each in any ending or another word for the same, all
    its phrases and nothing that it leaves out. Rare words count for more, and a word in a title for
    more than one in a body; among equals the order stays."""
    if not says_something(typed, lexicon=lexicon):
        return Found()
    asked = read(typed, fields=())
    terms_of = lexicon.analyzer.terms
    terms = [_Terms(terms_of(text.title), terms_of(text.body)) for text in texts]
    sought = {word.term: _ways(word.term, lexicon) for word in lexicon.words(asked.words)}
    weights = {
        term: rarity(sum(_has(each.title | each.body, ways) for each in terms), len(texts))
        for term, ways in sought.items()
    }
    scores = {
        place: sum(
            weights[term] * (TITLE if _has(each.title, ways) else BODY).weight
            for term, ways in sought.items()
        )
        for place, each in enumerate(terms)
        if all(_has(each.title | each.body, ways) for ways in sought.values())
        and all(_holds(texts[place], part) for part in asked.parts)
    }
    every_way = {
        term: weights[first]
        for first, ways in sought.items()
        for way in reversed(ways)
        for term in way
    }
    return Found(sorted(scores, key=lambda place: -scores[place]), every_way)


def _phrases(asked: Asked) -> list[Part]:
    return [part for part in asked.parts if not part.is_left_out]


def _ways(term: str, lexicon: Lexicon) -> list[Phrase]:
    """How it may be said: by itself, or by what means the same here."""
    return [(term,), *(other for _phrase, other in lexicon.meant_by([term]))]


def _has(found: frozenset[str], ways: Sequence[Phrase]) -> bool:
    return any(found.issuperset(way) for way in ways)


def _holds(text: Text, part: Part) -> bool:
    """As it is written, in capitals or not."""
    wanted = part.text.casefold()
    has_it = wanted in text.title.casefold() or wanted in text.body.casefold()
    return has_it != part.is_left_out
