"""Pairs of ideas that may ask for the same: what the search found, and what people said to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from sqlalchemy import delete, or_, select

from app.core import audit
from app.core.clock import now
from app.core.db import insert_new, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
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


def keep_found(idea_id: int, found: Iterable[Hit], *, row_id: int) -> None:
    """The ideas that the worker found to be like one, in place of what it found before. Those told
    apart stay apart. `row_id` is the row of `to_compare` that is done."""
    mine = or_(Pair.first_id == idea_id, Pair.second_id == idea_id)
    session.execute(delete(Pair).where(mine, Pair.apart_at.is_(None)))
    rows = [
        {**_ends(idea_id, hit.id), "score": hit.score, "is_likely": hit.is_likely} for hit in found
    ]
    if rows:
        session.execute(insert_new(Pair), rows)
    session.execute(delete(ToCompare).where(ToCompare.id == row_id))


def tell_apart(ideas: Sequence[Idea], *, actor: User) -> list[Pair]:
    """Remember that none of them asks for the same as another. Raises Invalid for fewer than
    two."""
    if len(ideas) < 2:
        message = _("Tick at least two of them.")
        raise Invalid(message, errors={"ideas": message})
    pairs = part(ideas, actor=actor)
    first, *others = ideas
    references = [idea.reference for idea in others]
    audit.record(actor, "idea.tell_apart", first, after={"from": references})
    return pairs


def part(ideas: Sequence[Idea], *, actor: User) -> list[Pair]:
    """As `tell_apart`, for what is on record otherwise."""
    pairs = [_pair_of(one, other) for one, other in combinations(ideas, 2)]
    for pair in pairs:
        if pair.apart_at is None:
            pair.apart_at, pair.apart_by_id = now(), actor.id
    session.flush()
    return pairs


def ask_again(pair: Pair, *, actor: User) -> None:
    """Take back that they are not the same. Raises Conflict where somebody did so before."""
    session.refresh(pair, with_for_update={"of": Pair})
    if pair.apart_at is None:
        raise Conflict(_("These two wait to be looked at already."))
    pair.apart_at = pair.apart_by_id = None
    session.flush()
    audit.record(actor, "idea.ask_again", pair.first, after={"with": pair.second.reference})


def _pair_of(one: Idea, other: Idea) -> Pair:
    ends = _ends(one.id, other.id)
    session.execute(insert_new(Pair), {**ends, "score": 0.0, "is_likely": False})
    return session.scalars(select(Pair).filter_by(**ends).with_for_update()).one()


def _ends(one: int, other: int) -> dict[str, int]:
    return {"first_id": min(one, other), "second_id": max(one, other)}
