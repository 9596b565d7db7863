"""Why a hit was found: the words it shares with what was asked, as its own author wrote them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from app.search.analysis import fold
from app.search.lexicon import Lexicon

MOST_REASONS = 6


def shared_words(
    weights: Mapping[str, float], title: str, body: str = "", *, lexicon: Lexicon
) -> list[str]:
    """The words of a hit's text that the search looked for, strongest first, each once.

    `weights` are the terms of `Hit.terms`.
    """
    written: dict[str, str] = {}
    for text in (title, body):
        for word in lexicon.words(text):
            if word.term in weights:
                written.setdefault(word.term, text[word.start : word.end])
    strongest = sorted(written, key=lambda term: weights[term], reverse=True)
    return [written[term] for term in strongest[:MOST_REASONS]]


def words_in_common(texts: Sequence[str], *, lexicon: Lexicon) -> list[str]:
    """Words that carry meaning and stand in more than one of the texts, as the first has them."""
    written: dict[str, str] = {}
    found_in: Counter[str] = Counter()
    for text in texts:
        terms = {word.term: text[word.start : word.end] for word in lexicon.words(text)}
        written = {**terms, **written}
        found_in.update(terms.keys())
    return [written[term] for term in written if found_in[term] > 1]


def mark(text: str, shared: Collection[str], *, lexicon: Lexicon) -> list[tuple[str, bool]]:
    """Cuts `text` into pieces, each with whether it is one of the `shared` words in any ending."""
    analyzer = lexicon.analyzer
    sought = {analyzer.term_of(fold(word)) for word in shared}
    pieces: list[tuple[str, bool]] = []
    end = 0
    for word in analyzer.words(text):
        if word.term in sought:
            start = max(end, word.start)  # in text without spaces, words overlap
            pieces += [(text[end:start], False), (text[start : word.end], True)]
            end = word.end
    pieces.append((text[end:], False))
    return [(piece, is_shared) for piece, is_shared in pieces if piece]


def around(text: str, shared: Collection[str], *, lexicon: Lexicon, longest: int = 200) -> str:
    """The part of a line where the first of the `shared` words stands, or its beginning, cut
    between words."""
    sought = {lexicon.analyzer.term_of(fold(word)) for word in shared}
    words = (word for word in lexicon.analyzer.words(text) if word.term in sought)
    found = next(words, None)
    start = max(0, found.start - longest // 4) if found else 0
    if found and start:
        start = max(start, text.find(" ", start, found.start) + 1)
    piece = text[start : start + longest]
    if start + longest < len(text):
        piece = piece.rsplit(" ", 1)[0] + " …"
    return f"… {piece}" if start else piece
