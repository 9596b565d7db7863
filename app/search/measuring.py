"""How well an index finds what is known to be the same: recall, rank, false alarms, time."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.core.figures import Proportion
from app.search.documents import Document
from app.search.engine import Finder
from app.search.likeness import Calibration, likeness

DEEPEST = 10
SHOWN = 5


class Question(NamedTuple):
    """A text, and the numbers of the documents that ask for the same; of one that is itself in the
    index its own number, to be passed over. `instead` stands in for documents of the index."""

    title: str
    body: str
    answers: frozenset[int] = frozenset()
    itself: int | None = None
    instead: tuple[Document, ...] = ()


class Found(NamedTuple):
    """A hit: what its likelihood is made of, and whether it asks for the same."""

    strength: float
    is_true: bool


class Answer(NamedTuple):
    """The best hits for a question, and the seconds that took."""

    hits: list[Found]
    seconds: float

    @property
    def rank(self) -> int | None:
        """Of the first true hit, from 1; None where there is none among the first ten."""
        return next((rank for rank, hit in enumerate(self.hits, start=1) if hit.is_true), None)


class Figures(NamedTuple):
    """`reciprocal` is the mean of 1 / rank; times are in milliseconds."""

    recall: dict[int, Proportion]
    reciprocal: float
    false_alarms: Proportion
    median: float
    slowest: float


def ask_all(finder: Finder, questions: Iterable[Question], *, with_body: bool) -> list[Answer]:
    """Each question by its title alone, as somebody types it, or with its body."""
    return [_ask(finder, question, question.body if with_body else "") for question in questions]


def figures(
    positives: Sequence[Answer], negatives: Sequence[Answer], calibration: Calibration
) -> Figures:
    """Of questions with and without an answer. Needs one of the former."""
    ranks = [answer.rank for answer in positives]
    times = sorted(answer.seconds * 1000 for answer in (*positives, *negatives))
    return Figures(
        recall={k: recall(ranks, k) for k in (1, SHOWN, DEEPEST)},
        reciprocal=sum(1 / rank for rank in ranks if rank) / len(ranks),
        false_alarms=false_alarms(negatives, calibration),
        median=times[len(times) // 2],
        slowest=times[math.ceil(len(times) * 0.95) - 1],
    )


def recall(ranks: Sequence[int | None], within: int) -> Proportion:
    return Proportion(sum(1 for rank in ranks if rank and rank <= within), len(ranks))


def false_alarms(negatives: Sequence[Answer], calibration: Calibration) -> Proportion:
    """Questions without an answer that have a likely hit all the same."""
    alarms = [_is_likely(answer.hits[0], calibration) for answer in negatives if answer.hits]
    return Proportion(sum(alarms), len(negatives))


def precision(answers: Iterable[Answer], calibration: Calibration) -> Proportion:
    """Of the likely hits among those that would be shown, how many ask for the same."""
    shown = [hit for answer in answers for hit in answer.hits[:SHOWN]]
    likely = [hit.is_true for hit in shown if _is_likely(hit, calibration)]
    return Proportion(sum(likely), len(likely))


def _ask(finder: Finder, question: Question, body: str) -> Answer:
    begun = time.perf_counter()
    hits = finder.similar(question.title, body, overlay=question.instead)
    seconds = time.perf_counter() - begun
    others = [hit for hit in hits if hit.id != question.itself][:DEEPEST]
    found = [Found(hit.strength, hit.id in question.answers) for hit in others]
    return Answer(found, seconds)


def _is_likely(hit: Found, calibration: Calibration) -> bool:
    return likeness(hit.strength, calibration) >= calibration.likely
