"""Keeps the index as the database is: feeds it, mends it, builds it anew, compares it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import delete

from app.core import settings
from app.core.clock import now
from app.core.db import session, writing
from app.core.jobs import job, ring
from app.search import queries
from app.search.documents import Document, Key
from app.search.errors import IndexBusy, IndexUnavailable
from app.search.models import IndexQueue
from app.search.searchable import engine
from app.search.semantic_jobs import embed_ideas

BATCH = 2_000
ROWS_A_UNIT = 500
BULK_RESTS = timedelta(seconds=3)
"""After so long without another row, a bulk is taken to be complete."""
NIGHT = range(2, 5)  # hours in the portal's time zone
_merged_on: date | None = None
log = structlog.get_logger()


class Comparison(NamedTuple):
    """Where index and database differ, and how many changes still wait in the queue."""

    missing: list[Key]
    outdated: list[Key]
    surplus: list[Key]
    waiting: int

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.outdated or self.surplus or self.waiting)


@job
def feed_index() -> None:
    """Puts what waits in the queue into the index; builds the index anew if it needs mending."""
    try:
        if not engine().is_sound() or _is_behind():
            log.warning("the index is missing, damaged or behind: it is built anew")
            rebuild()
        while _feed_batch():
            ring(embed_ideas)
    except IndexBusy:
        log.info("another process is writing the index: the queue waits for the next sweep")
    except IndexUnavailable as trouble:
        log.warning("the index cannot be fed: it is looked into soon", reason=str(trouble))


@job
def merge_segments() -> None:
    """Once a night, while few are searching, puts together what the day left in pieces."""
    global _merged_on
    local = now().astimezone(ZoneInfo(settings.portal().time_zone))
    if local.hour not in NIGHT or local.date() == _merged_on:
        return
    try:
        if engine().segments() > 1:
            engine().merge_segments()
        _merged_on = local.date()
    except (IndexBusy, IndexUnavailable) as trouble:
        log.info("the index is not put together now", reason=str(trouble))


def forget_removed() -> None:
    """Feed what waits, then put the index together anew, so that no file of it holds a text that
    was taken away. Raises IndexBusy while another process writes, and IndexUnavailable."""
    while _feed_batch():
        pass
    engine().merge_segments()


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Builds the index from the database and returns how many documents it has.

    `progress` is told how many were read so far. Raises IndexBusy while another process writes.
    """
    learned: list[int] = []
    size = engine().rebuild(_everything(learned, progress))
    _forget(learned)
    return size


def check() -> Comparison:
    """Compares index and database document by document, both ways.

    Raises IndexUnavailable if the index cannot be read.
    """
    session.rollback()
    indexed = engine().contents()
    expected = {document.key: document.fingerprint for document in queries.all_documents()}
    return Comparison(
        missing=sorted(expected.keys() - indexed.keys()),
        outdated=sorted(
            key for key in expected.keys() & indexed.keys() if expected[key] != indexed[key]
        ),
        surplus=sorted(indexed.keys() - expected.keys()),
        waiting=queries.queue_length(),
    )


def _is_behind() -> bool:
    """Whether documents are missing or left over although nothing waits in the queue."""
    with engine().writing():
        session.rollback()
        return queries.queue_length() == 0 and queries.count() != engine().size()


def _feed_batch() -> bool:
    """Whether there was anything to feed. A killed worker feeds the same rows again."""
    with engine().writing() as index:
        # Read under the index's lock, so that no worker writes an older text over a newer one.
        session.rollback()
        waiting = queries.queued(BATCH, bulk_before=now() - BULK_RESTS)
        keys = set(waiting.values())
        documents = queries.documents(keys)
        index.put(documents)
        index.remove(keys - {document.key for document in documents})
    _forget(waiting)
    return bool(waiting)


def _everything(learned: list[int], progress: Callable[[int], None] | None) -> Iterator[Document]:
    """All documents; `learned` gets the queue rows that they cover."""
    session.rollback()  # see what was committed up to the moment the index was locked
    learned.extend(queries.queued_ids())
    for number, document in enumerate(queries.all_documents(), start=1):
        yield document
        if progress and number % queries.BATCH == 0:
            progress(number)


def _forget(rows: Collection[int]) -> None:
    remaining = list(rows)
    while remaining:
        chunk, remaining = remaining[:ROWS_A_UNIT], remaining[ROWS_A_UNIT:]
        with writing():
            session.execute(delete(IndexQueue).where(IndexQueue.id.in_(chunk)))
