"""Pairs of ideas that may ask for the same: what the search found, and what people said to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, or_, select

from app.core.clock import now
from app.core.db import hold, insert_new, session
from app.duplicates.models import Pair, ToCompare
from app.ideas.models import Idea
from app.people.models import User
from app.search.documents import Hit

ROWS_A_STATEMENT = 500


def look_again(idea_ids: Collection[int]) -> None:
    """Let the worker look for others like these. A row of its own each time, so that a worker that
    looks right now does not take the new one for done."""
    ids = sorted(idea_ids)
    for start in range(0, len(ids), ROWS_A_STATEMENT):
        chunk = ids[start : start + ROWS_A_STATEMENT]
        session.execute(delete(ToCompare).where(ToCompare.idea_id.in_(chunk)))
        session.execute(insert_new(ToCompare), [{"idea_id": idea_id} for idea_id in chunk])


def keep_found(idea_id: int, found: Iterable[Hit], *, row_id: int) -> set[int]:
    """The ideas that the worker found to be like one, in place of what it found before; what
    people said of two stays. `row_id` is the row of `to_compare` that is done. Returns the ids of
    all ideas of which something may have changed."""
    hold("merges")
    mine = or_(Pair.first_id == idea_id, Pair.second_id == idea_id)
    before = (mine, Pair.apart_at.is_(None), Pair.added_by_id.is_(None))
    gone = session.execute(select(Pair.first_id, Pair.second_id).where(*before)).all()
    session.execute(delete(Pair).where(*before))
    rows = [
        {**_ends(idea_id, hit.id), "score": hit.score, "is_likely": hit.is_likely} for hit in found
    ]
    if rows:
        session.execute(insert_new(Pair), rows)
    session.execute(delete(ToCompare).where(ToCompare.id == row_id))
    return {idea_id, *(each for ends in gone for each in ends), *(hit.id for hit in found)}


def part(pairs: Iterable[tuple[Idea, Idea]], *, actor: User) -> None:
    """They are not the same, and are not put together again unless somebody says so."""
    hold("merges")  # a merge locks ideas first and regroups later: nobody may come between
    for one, other in pairs:
        pair = _pair_of(one, other)
        if pair.apart_at is None:
            pair.apart_at, pair.apart_by_id, pair.added_by_id = now(), actor.id, None
    session.flush()


def put_together(pairs: Iterable[tuple[Idea, Idea]], *, actor: User) -> None:
    """They may be the same, whatever the search finds; those told apart stay apart."""
    hold("merges")
    for one, other in pairs:
        pair = _pair_of(one, other)
        if pair.apart_at is None:
            pair.added_by_id = actor.id
    session.flush()


def _pair_of(one: Idea, other: Idea) -> Pair:
    ends = _ends(one.id, other.id)
    session.execute(insert_new(Pair), {**ends, "score": 0.0, "is_likely": False})
    return session.scalars(select(Pair).filter_by(**ends).with_for_update()).one()


def _ends(one: int, other: int) -> dict[str, int]:
    return {"first_id": min(one, other), "second_id": max(one, other)}
