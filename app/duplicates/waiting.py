"""What waits to be decided: pairs the search found, put together to groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import Order, Page, first_page, page
from app.duplicates.models import Merge, Pair, ToCompare
from app.ideas.models import Idea
from app.ideas.queries.visible import with_faces

PAIRS = 20
LATELY = timedelta(days=7)
MOST_LATELY = 8
SUREST_FIRST = Order((Pair.score, Pair.id))
_first, _second = aliased(Idea), aliased(Idea)


class Waiting(NamedTuple):
    """A page of the queue: groups of ideas, the surest first, in each the most wanted first; with
    each whether two of it are very likely the same."""

    groups: list[tuple[list[Idea], bool]]
    next: str | None
    previous: str | None


def waiting_groups(cursor: str | None) -> Waiting:
    """In three statements. Raises Invalid for a cursor that was not made here."""
    found: Page[Pair] = page(
        first_page(_open_pairs(), SUREST_FIRST, size=PAIRS), SUREST_FIRST, cursor, size=PAIRS
    )
    ids = {each for pair in found.items for each in _ends(pair)}
    ideas = {}
    if ids:
        asked = session.scalars(with_faces().where(Idea.id.in_(ids)))
        ideas = {idea.id: idea for idea in asked}
    likely = {each for pair in found.items if pair.is_likely for each in _ends(pair)}
    groups = [
        (
            sorted((ideas[each] for each in group), key=lambda idea: (-idea.people, idea.id)),
            bool(group & likely),
        )
        for group in _connected(found.items, _told_apart(ids))
    ]
    return Waiting(groups, found.next, found.previous)


def how_many_pairs() -> int:
    return session.scalar(_open_pairs().with_only_columns(func.count(Pair.id))) or 0


def still_to_compare() -> int:
    return session.scalar(select(func.count(ToCompare.id))) or 0


def told_apart_lately() -> Sequence[Pair]:
    """The newest of the last days, with both ideas."""
    recent = (Pair.apart_at > now() - LATELY, Pair.apart_by_id.is_not(None))
    return session.scalars(
        _with_both()
        .where(*recent)
        .order_by(Pair.apart_at.desc(), Pair.id.desc())
        .limit(MOST_LATELY)
    ).all()


def merged_lately() -> Sequence[Merge]:
    """The newest of the last days that stand, with both ideas."""
    stands = (Merge.undone_at.is_(None), Merge.created_at > now() - LATELY)
    both = (joinedload(Merge.source), joinedload(Merge.target))
    newest = select(Merge).options(*both).where(*stands).order_by(Merge.id.desc())
    return session.scalars(newest.limit(MOST_LATELY)).all()


def one_pair(uid: UUID) -> Pair:
    """Raises NotFound."""
    found = session.scalars(_with_both().where(Pair.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def _with_both() -> Select[Pair]:
    return select(Pair).options(joinedload(Pair.first), joinedload(Pair.second))


def _open_pairs() -> Select[Pair]:
    """Managers see every board, so whoever may decide sees both."""
    return (
        select(Pair)
        .join(_first, and_(_first.id == Pair.first_id, _is_listed(_first)))
        .join(_second, and_(_second.id == Pair.second_id, _is_listed(_second)))
        .where(Pair.apart_at.is_(None))
    )


def _is_listed(idea: type[Idea]) -> ColumnElement[bool]:
    return idea.is_listed.is_(True)


def _told_apart(ids: set[int]) -> list[set[int]]:
    both = (Pair.first_id.in_(ids), Pair.second_id.in_(ids))
    return [
        _ends(pair)
        for pair in session.scalars(select(Pair).where(*both, Pair.apart_at.is_not(None)))
    ]


def _connected(pairs: Sequence[Pair], apart: Collection[set[int]]) -> list[set[int]]:
    """Ids that hang together by some of the pairs, in the order of the pairs. A pair that would
    bring together what was told apart waits until the group it leads to is decided."""
    groups: list[set[int]] = []
    for pair in pairs:
        touched = [group for group in groups if group & _ends(pair)]
        joined = _ends(pair).union(*touched)
        if any(two <= joined for two in apart):
            continue
        if not touched:
            groups.append(joined)
            continue
        touched[0] |= joined
        for other in touched[1:]:
            groups.remove(other)
    return groups


def _ends(pair: Pair) -> set[int]:
    return {pair.first_id, pair.second_id}
