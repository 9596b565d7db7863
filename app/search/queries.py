"""Texts as the database has them, and what of them the index has still to learn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select

from app.core.db import session
from app.search.documents import Document, Key
from app.search.models import IndexQueue
from app.search.scoring import BODY_LIMIT
from app.search.searchable import Searchable, searchable, searchables

BATCH = 1_000
OVERLAY = 500
_NEWEST = (
    select(IndexQueue.kind, IndexQueue.subject_id)
    .where(IndexQueue.kind.in_(bindparam("kinds", expanding=True)), IndexQueue.is_bulk.is_(False))
    .order_by(IndexQueue.id.desc())
    .limit(OVERLAY)
)


def all_documents() -> Iterator[Document]:
    """Every document that can be found, read in batches."""
    for each in searchables():
        last = 0
        while batch := _documents(_findable(each).where(each.id > last).limit(BATCH), each.kind):
            yield from batch
            last = batch[-1].id


def documents(keys: Collection[Key]) -> list[Document]:
    """Those of `keys` that can be found."""
    found = []
    for each in searchables():
        numbers = sorted(number for kind, number in keys if kind == each.kind)
        for start in range(0, len(numbers), BATCH):
            chunk = each.id.in_(numbers[start : start + BATCH])
            found += _documents(_findable(each).where(chunk), each.kind)
    return found


def count() -> int:
    """How many documents there should be in the index."""
    return sum(count_of(each.kind) for each in searchables())


def count_of(kind: str) -> int:
    each = searchable(kind)
    return session.scalar(select(func.count(each.id)).where(each.is_findable)) or 0


def queued(limit: int, *, bulk_before: datetime) -> dict[int, Key]:
    """The oldest rows of the index queue, each with what it is about: those of a bulk after all
    others, and not while one has come since `bulk_before`."""
    newest_of_bulk = select(IndexQueue.created_at).where(IndexQueue.is_bulk.is_(True))
    last = session.scalar(newest_of_bulk.order_by(IndexQueue.id.desc()).limit(1))
    waiting = select(IndexQueue.id, IndexQueue.kind, IndexQueue.subject_id)
    if last is not None and last > bulk_before:
        waiting = waiting.where(IndexQueue.is_bulk.is_(False))
    rows = session.execute(waiting.order_by(IndexQueue.is_bulk, IndexQueue.id).limit(limit))
    return {row.id: (row.kind, row.subject_id) for row in rows}


def queued_ids() -> Sequence[int]:
    return session.scalars(select(IndexQueue.id)).all()


def queue_length() -> int:
    return session.scalar(select(func.count(IndexQueue.id))) or 0


def not_yet_indexed(*kinds: str) -> list[Document]:
    """What the newest rows of the queue are about, at most OVERLAY documents; none of a bulk."""
    newest = session.execute(_NEWEST, {"kinds": kinds})
    return documents({(kind, number) for kind, number in newest})


def with_any_of(kind: str, stems: Collection[str], limit: int) -> list[Document]:
    """Documents with the most of some word beginnings in their title, without the index."""
    each = searchable(kind)
    shared = sum(
        (case((each.title.icontains(stem, autoescape=True), 1), else_=0) for stem in stems),
        start=case((each.id.is_(None), 1), else_=0),
    )
    best = _findable(each).where(shared > 0).order_by(None).order_by(shared.desc(), each.id.desc())
    return _documents(best.limit(limit), kind)


def _findable(each: Searchable) -> Select[Any]:
    body = func.substr(each.body, 1, BODY_LIMIT)
    return select(each.id, each.title, body).where(each.is_findable).order_by(each.id)


def _documents(query: Select[Any], kind: str) -> list[Document]:
    return [Document(kind, *row) for row in session.execute(query)]
