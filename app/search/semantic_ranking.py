"""Ranks by meaning beside words: what asks for the same in other words is found too."""

from __future__ import annotations

from collections.abc import Sequence

from app.search.documents import IDEA, Document, Hit, Key
from app.search.engine import CANDIDATES, Finder
from app.search.lexicon import PLAIN, Lexicon
from app.search.likeness import SHIPPED_SEMANTIC, Calibrations, hit
from app.search.semantic_model import SentenceModel, text_of
from app.search.semantic_vectors import Vectors

# A cosine of 1 is worth as much as this in ln(1 + sum of words). On the reports that the shipped
# constants come from, half of it costs up to 3 in 100 of the recall among five, twice as much too.
WORTH = 2.2
# What shares no word with a question has to mean nearly the same.
FARTHEST = 0.4


class SemanticFinder:
    """The hits of an engine and the nearest vectors in one order. Only ideas have vectors."""

    def __init__(self, engine: Finder, model: SentenceModel, vectors: Vectors) -> None:
        self._engine = engine
        self._model = model
        self._vectors = vectors

    def similar(
        self,
        title: str,
        body: str = "",
        *,
        kind: str = IDEA,
        limit: int = CANDIDATES,
        overlay: Sequence[Document] = (),
        calibrations: Calibrations = SHIPPED_SEMANTIC,
        lexicon: Lexicon = PLAIN,
    ) -> list[Hit]:
        """As `Engine.similar`."""
        hits = self._engine.similar(
            title,
            body,
            kind=kind,
            limit=limit,
            overlay=overlay,
            calibrations=calibrations,
            lexicon=lexicon,
        )
        text = text_of(title, body)
        if kind != IDEA or not text.strip() or not len(self._vectors):
            return hits
        calibration = calibrations.body if body.strip() else calibrations.title
        terms = hits[0].terms if hits else {}
        strengths = self._strengths(hits, text, limit)
        best = sorted(strengths, key=strengths.__getitem__, reverse=True)[:limit]
        return [hit(key, strengths[key], terms, calibration) for key in best]

    def _strengths(self, hits: list[Hit], text: str, limit: int) -> dict[Key, float]:
        (asked,) = self._model.embed([text])
        of_hits = self._vectors.cosines([each.id for each in hits], asked)
        # What was written a moment ago has no vector yet.
        usual = sum(of_hits.values()) / len(of_hits) if of_hits else 0.0
        strengths = {
            each.key: each.strength + WORTH * max(of_hits.get(each.id, usual), 0.0) for each in hits
        }
        # What is not among so many hits shares no more with the question than the last of them.
        weakest = hits[-1].strength if len(hits) >= limit else 0.0
        for number, cosine in self._vectors.nearest(asked, limit).items():
            if cosine >= FARTHEST:
                strengths.setdefault((IDEA, number), weakest + WORTH * cosine)
        return strengths
