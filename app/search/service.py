"""Finding texts like a text, and saying that one changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import structlog
from sqlalchemy import func, insert, select, update

from app.core import settings
from app.core.audit import Actor
from app.core.clock import now
from app.core.db import session
from app.core.figures import Proportion
from app.core.jobs import ring
from app.search import queries, semantic
from app.search.documents import Document, Hit
from app.search.engine import CANDIDATES, Finder
from app.search.errors import IndexUnavailable
from app.search.jobs import BULK_RESTS, feed_index
from app.search.lexicon import lexicon
from app.search.likeness import (
    PROMISED,
    PROMISED_SEMANTIC,
    SHIPPED,
    SHIPPED_SEMANTIC,
    Calibration,
    Calibrations,
)
from app.search.models import IndexQueue
from app.search.searchable import engine
from app.search.titles import similar_titles

log = structlog.get_logger()


def enqueue(kind: str, *numbers: int) -> None:
    """Something was written, hidden or taken away: let the index learn what it is now.

    Call it in the unit of change that did so; the worker looks the texts up itself.
    """
    session.add_all(IndexQueue(kind=kind, subject_id=number) for number in numbers)
    ring(feed_index)


def enqueue_bulk(kind: str, numbers: Collection[int]) -> None:
    """As `enqueue`, for one of many chunks: they are not worth holding up what people write, nor
    the work they are a part of. Say `end_bulk` after the last."""
    rows = [{"kind": kind, "subject_id": number, "is_bulk": True} for number in numbers]
    session.execute(insert(IndexQueue), rows)


def hold_bulk() -> None:
    """More of a bulk is to come, though it takes its time: what waits of it goes on waiting."""
    newest = select(func.max(IndexQueue.id)).where(IndexQueue.is_bulk.is_(True))
    held = update(IndexQueue).where(IndexQueue.id == newest.scalar_subquery())
    session.execute(held.values(created_at=now()))


def has_bulk() -> bool:
    """Whether some of a bulk still waits for the index."""
    waiting = select(IndexQueue.id).where(IndexQueue.is_bulk.is_(True))
    return session.scalar(waiting.limit(1)) is not None


def end_bulk() -> None:
    ring(feed_index, after=BULK_RESTS)


def similar(title: str, body: str = "", *, kind: str, limit: int = CANDIDATES) -> list[Hit]:
    """The texts most like a text, best first; what was written a moment ago included.

    Hits are not yet checked for who may read them. Without a usable index the titles in the
    database are compared, and the worker is asked to mend the index.
    """
    newest = queries.not_yet_indexed(kind)
    try:
        return _asked(title, body, kind, limit, newest)
    except IndexUnavailable as trouble:
        log.warning("searching without the index", reason=str(trouble))
        ring(feed_index)
        return similar_titles(title, kind=kind, limit=limit)


def similar_of_kinds(title: str, *kinds: str) -> dict[str, list[Hit]]:
    """As `similar`, of several kinds; none of them without a usable index."""
    newest = queries.not_yet_indexed(*kinds)
    by_kind = {kind: [each for each in newest if each.kind == kind] for kind in kinds}
    try:
        return {
            kind: _asked(title, "", kind, CANDIDATES, newest) for kind, newest in by_kind.items()
        }
    except IndexUnavailable:
        return {kind: [] for kind in kinds}


def corrections(title: str) -> dict[str, str]:
    """Words of a title, each with what it may have meant, as `WhooshEngine.corrections`; none
    without a usable index."""
    try:
        return engine().corrections(title, lexicon=lexicon())
    except IndexUnavailable:
        return {}


def finder() -> Finder:
    """What answers questions here: words alone, or meaning beside them."""
    return semantic.over(engine()) if semantic.is_on() else engine()


def calibrations() -> Calibrations:
    """What this portal kept, else what Heed ships with."""
    kept = _kept()
    if not kept:
        return shipped()
    return Calibrations(Calibration(*kept["title"]), Calibration(*kept["body"]))


def shipped() -> Calibrations:
    """What Heed ships with, for words alone or with meaning beside them."""
    return SHIPPED_SEMANTIC if semantic.is_on() else SHIPPED


def is_calibrated_here() -> bool:
    """Whether this portal kept what `flask search calibrate` learnt."""
    return bool(_kept())


def promise() -> Proportion:
    """How many of the likely hits asked for the same when the calibration in use was checked."""
    kept = _kept()
    if not kept:
        return PROMISED_SEMANTIC if semantic.is_on() else PROMISED
    return Proportion(*map(int, kept["promise"]))


def _kept() -> dict[str, list[float]]:
    """Learnt with meaning it is of no use without, nor the other way round."""
    kept = settings.portal().likeness
    return kept if ("semantic" in kept) is semantic.is_on() else {}


def keep_calibrations(learnt: Calibrations, *, promise: Proportion, actor: Actor | None) -> None:
    """Use these from now on, on every host."""
    kept = {"title": list(learnt.title), "body": list(learnt.body), "promise": list(promise)}
    if semantic.is_on():
        kept["semantic"] = []
    settings.change(actor, likeness=kept)


def read_words_anew() -> None:
    """The portal says something else about words: of another language, the index is built anew."""
    ring(feed_index)


def _asked(title: str, body: str, kind: str, limit: int, newest: Sequence[Document]) -> list[Hit]:
    return finder().similar(
        title,
        body,
        kind=kind,
        limit=limit,
        overlay=newest,
        calibrations=calibrations(),
        lexicon=lexicon(),
    )
