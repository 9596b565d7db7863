"""How well known duplicates are found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from app.core.figures import Share
from app.search.corpora import Query
from app.search.documents import Hit
from app.search.engine import WhooshEngine

SHOWN = 5
DEPTH = 10


class Answer(NamedTuple):
    """What was found for a query, best first, in how many seconds."""

    query: Query
    hits: list[Hit]
    seconds: float

    @property
    def rank(self) -> int | None:
        """At which place, from 1, the first true duplicate stands."""
        places = enumerate(self.hits, start=1)
        return next((place for place, hit in places if hit.id in self.query.duplicates), None)

    @property
    def is_alarm(self) -> bool:
        return bool(self.hits) and self.hits[0].is_likely


class Quality(NamedTuple):
    """`recall` is the share of queries with a true duplicate among the first 1, 5 and 10; `mrr` the
    mean of 1 / rank, 0 where none is among the first ten; `right` the share of hits called likely,
    among the five shown, that are duplicates; `alarms` the share of texts without a duplicate whose
    best hit is called likely. `p50` and `p95` are in milliseconds, of the search alone."""

    recall: dict[int, Share]
    mrr: float
    right: Share
    alarms: Share
    p50: float
    p95: float


def ask(engine: WhooshEngine, queries: Sequence[Query], *, with_body: bool) -> list[Answer]:
    answers = []
    for query in queries:
        began = time.perf_counter()
        hits = engine.similar(query.title, query.body if with_body else "", limit=DEPTH)
        answers.append(Answer(query, hits, time.perf_counter() - began))
    return answers


def quality(answers: Sequence[Answer]) -> Quality:
    known = [answer for answer in answers if answer.query.duplicates]
    others = [answer for answer in answers if not answer.query.duplicates]
    ranks = [answer.rank for answer in known]
    likely = [
        hit.id in answer.query.duplicates
        for answer in answers
        for hit in answer.hits[:SHOWN]
        if hit.is_likely
    ]
    waits = sorted(answer.seconds * 1000 for answer in answers)
    return Quality(
        recall={
            first: Share(sum(rank is not None and rank <= first for rank in ranks), len(ranks))
            for first in (1, SHOWN, DEPTH)
        },
        mrr=sum(1 / rank for rank in ranks if rank) / len(ranks),
        right=Share(sum(likely), len(likely)),
        alarms=Share(sum(answer.is_alarm for answer in others), len(others)),
        p50=waits[len(waits) // 2],
        p95=waits[int(len(waits) * 0.95)],
    )
