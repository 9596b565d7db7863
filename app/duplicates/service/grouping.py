"""Puts ideas that may ask for the same together, as pairs and decisions say: a few at a time, so
that a manager can take them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, update

from app.core.db import hold, session
from app.duplicates.models import CLOSE, SAME, DuplicateGroup, DuplicateMember, Pair
from app.ideas.models import Idea

MOST = 8
NEAREST = 50  # of the ideas paired with one: some are like everything


def regroup(idea_ids: Collection[int]) -> None:
    """Put together anew these ideas, what they are paired with, and all that waits with any of
    them. A group that comes out as it was goes on resting where it rests."""
    hold("merges")
    around = _around(set(idea_ids))
    people = _people_of(around)
    wanted = _connected(_pairs_among(people), _told_apart(people))
    gone = []
    for group_id, ideas in _present(around).items():
        likeness = wanted.pop(frozenset(ideas), None)
        if likeness is None:
            gone.append(group_id)
        else:
            _count_again(group_id, likeness, sum(people[each] for each in ideas))
    _let_go(gone)
    for members, likeness in wanted.items():
        _wait_together(members, likeness, sum(people[each] for each in members))


def count_people_again() -> None:
    """How many asked for each group, as the order of the queue has it: votes come and go."""
    asked = (
        select(func.coalesce(func.sum(Idea.people), 0))
        .join(DuplicateMember, DuplicateMember.idea_id == Idea.id)
        .where(DuplicateMember.group_id == DuplicateGroup.id)
        .scalar_subquery()
    )
    session.execute(
        update(DuplicateGroup).values(people=asked).where(DuplicateGroup.people != asked),
        execution_options={"synchronize_session": False},
    )


def _around(ids: set[int]) -> set[int]:
    """The ids with those paired with them, and all that wait with any of these."""
    near = _ends_of(
        select(Pair.first_id, Pair.second_id)
        .where(_is_open(), or_(Pair.first_id.in_(ids), Pair.second_id.in_(ids)))
        .order_by(Pair.is_likely.desc(), Pair.score.desc())
        .limit(NEAREST * len(ids))
    )
    known = ids | near
    groups = select(DuplicateMember.group_id).where(DuplicateMember.idea_id.in_(known))
    return known | set(
        session.scalars(select(DuplicateMember.idea_id).where(DuplicateMember.group_id.in_(groups)))
    )


def _people_of(ids: set[int]) -> dict[int, int]:
    """How many asked for each of the ideas that can wait at all."""
    listed = select(Idea.id, Idea.people).where(Idea.id.in_(ids), Idea.is_listed)
    return {row.id: row.people for row in session.execute(listed)}


def _pairs_among(ids: Collection[int]) -> Sequence[Pair]:
    """The surest first."""
    return session.scalars(
        select(Pair)
        .where(_is_open(), _is_among(ids))
        .order_by(Pair.added_by_id.is_(None), Pair.is_likely.desc(), Pair.score.desc(), Pair.id)
    ).all()


def _told_apart(ids: Collection[int]) -> list[set[int]]:
    apart = select(Pair.first_id, Pair.second_id).where(~_is_open(), _is_among(ids))
    return [{first, second} for first, second in session.execute(apart)]


def _connected(pairs: Iterable[Pair], apart: Collection[set[int]]) -> dict[frozenset[int], int]:
    """Ids that hang together by some of the pairs, with their likeness. Only sure pairs make a
    group larger than two: by a chain of close ones anything hangs together with anything."""
    groups: list[set[int]] = []
    likeness: dict[int, int] = {}
    for pair in pairs:
        is_sure = pair.is_likely or pair.added_by_id is not None
        ends = {pair.first_id, pair.second_id}
        touched = [group for group in groups if group & ends]
        joined = ends.union(*touched)
        if touched and (not is_sure or len(joined) > MOST):
            continue
        if any(two <= joined for two in apart):
            continue
        groups = [group for group in groups if group not in touched] + [joined]
        likeness.update(dict.fromkeys(ends, SAME if is_sure else CLOSE))
    return {frozenset(group): max(likeness[each] for each in group) for group in groups}


def _present(ids: Collection[int]) -> dict[int, set[int]]:
    present: dict[int, set[int]] = defaultdict(set)
    found = select(DuplicateMember.group_id, DuplicateMember.idea_id).where(
        DuplicateMember.idea_id.in_(ids)
    )
    for group_id, idea_id in session.execute(found):
        present[group_id].add(idea_id)
    return present


def _count_again(group_id: int, likeness: int, people: int) -> None:
    changed = or_(DuplicateGroup.likeness != likeness, DuplicateGroup.people != people)
    session.execute(
        update(DuplicateGroup)
        .where(DuplicateGroup.id == group_id, changed)
        .values(likeness=likeness, people=people)
    )


def _let_go(group_ids: Collection[int]) -> None:
    if group_ids:
        session.execute(delete(DuplicateMember).where(DuplicateMember.group_id.in_(group_ids)))
        session.execute(delete(DuplicateGroup).where(DuplicateGroup.id.in_(group_ids)))


def _wait_together(ideas: Collection[int], likeness: int, people: int) -> None:
    group = DuplicateGroup(likeness=likeness, people=people)
    session.add(group)
    session.flush()
    rows = [{"group_id": group.id, "idea_id": each} for each in sorted(ideas)]
    session.execute(insert(DuplicateMember), rows)


def _ends_of(pairs: Select[int, int]) -> set[int]:
    return {each for ends in session.execute(pairs) for each in ends}


def _is_open() -> ColumnElement[bool]:
    return Pair.apart_at.is_(None)


def _is_among(ids: Collection[int]) -> ColumnElement[bool]:
    return and_(Pair.first_id.in_(ids), Pair.second_id.in_(ids))
