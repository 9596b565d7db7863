"""Keeps a vector of each idea that the index holds."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import structlog

from app.core.db import session
from app.core.jobs import job
from app.search import queries, semantic
from app.search.documents import IDEA
from app.search.errors import IndexUnavailable
from app.search.searchable import engine

if TYPE_CHECKING:
    from app.search.semantic_kept import Meaning

AT_ONCE = 32
_embedding = threading.Lock()
log = structlog.get_logger()


@job
def embed_ideas() -> None:
    """Embeds what is new to the index, the newest first, and forgets what has left it."""
    if semantic.is_on() and _embedding.acquire(blocking=False):
        try:
            _embed_what_is_new(semantic.meaning())
        except IndexUnavailable as trouble:
            log.info("nothing is embedded before the index is mended", reason=str(trouble))
        finally:
            _embedding.release()


def _embed_what_is_new(meaning: Meaning) -> None:
    indexed = {number: mark for (kind, number), mark in engine().contents().items() if kind == IDEA}
    session.rollback()
    known = meaning.known()
    gone = sorted(known.keys() - indexed.keys())
    new = sorted(
        (number for number in indexed if known.get(number) != indexed[number]), reverse=True
    )
    for chunk in _chunks(gone):
        meaning.forget(chunk)
    for chunk in _chunks(new):
        if documents := queries.documents([(IDEA, number) for number in chunk]):
            meaning.keep(documents)


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
