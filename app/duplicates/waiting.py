"""What waits to be decided, and what was decided lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    distinct,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, joinedload

from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import Order, Page, first_page, page
from app.duplicates.models import DuplicateGroup, DuplicateMember, Merge, Pair, ToCompare
from app.ideas.models import Idea
from app.ideas.queries.visible import sees_all_boards, visible_boards, with_faces
from app.people.models import Reader

GROUPS = 10
LATELY = timedelta(days=7)
MOST_LATELY = 8
MOST_MERGES = 60  # of the last days: a press makes seven at most
MOST_WANTED_FIRST = Order((DuplicateGroup.likeness, DuplicateGroup.people, DuplicateGroup.id))


class Waiting(NamedTuple):
    """A page of the queue: each group with its ideas, the most wanted first."""

    groups: list[tuple[DuplicateGroup, list[Idea]]]
    next: str | None
    previous: str | None


class Queue(NamedTuple):
    """How many groups wait, and how many ideas are still to be compared with all others."""

    groups: int
    to_compare: int


def waiting_groups(cursor: str | None, *, reader: Reader) -> Waiting:
    """The surest first, of those the ones that most people asked for. In two statements. Raises
    Invalid for a cursor that was not made here."""
    wanted = select(DuplicateGroup).where(_is_awake(), _has_two_seen(reader))
    asked = first_page(wanted, MOST_WANTED_FIRST, size=GROUPS)
    found: Page[DuplicateGroup] = page(asked, MOST_WANTED_FIRST, cursor, size=GROUPS)
    return Waiting(_with_ideas(found.items, reader), found.next, found.previous)


def resting_groups(reader: Reader) -> list[tuple[DuplicateGroup, list[Idea]]]:
    """What somebody put off, the first to come back first."""
    resting = (
        select(DuplicateGroup)
        .where(~_is_awake(), _has_two_seen(reader))
        .order_by(DuplicateGroup.rests_until, DuplicateGroup.id)
    )
    return _with_ideas(session.scalars(resting.limit(MOST_LATELY)).all(), reader)


def one_group(uid: UUID, *, reader: Reader) -> tuple[DuplicateGroup, list[Idea]]:
    """With what waits in it. Raises NotFound where it was decided or made anew meanwhile."""
    named = select(DuplicateGroup).where(DuplicateGroup.uid == uid)
    found = _with_ideas(session.scalars(named).all(), reader)
    if not found:
        raise NotFound(_("This group waits no longer: it was decided, or an idea came or went."))
    return found[0]


def queue_length(reader: Reader) -> Queue:
    awake = select(func.count(DuplicateGroup.id)).where(_is_awake(), _has_two_seen(reader))
    groups = awake.scalar_subquery()
    to_compare = select(func.count(ToCompare.id)).scalar_subquery()
    return Queue(*session.execute(select(groups, to_compare)).one())


def groups_among(*conditions: ColumnElement[bool]) -> Select[int, int]:
    """In how many groups ideas wait of which the conditions hold, and how many such ideas do."""
    return (
        select(func.count(distinct(DuplicateMember.group_id)), func.count(DuplicateMember.id))
        .join(Idea, Idea.id == DuplicateMember.idea_id)
        .where(*conditions)
    )


def wordings(reader: Reader) -> ScalarSelect[int]:
    """A column beside ideas: how many that they see wait in the group of each, itself among them,
    or 0."""
    own, others, other = aliased(DuplicateMember), aliased(DuplicateMember), aliased(Idea)
    waiting = select(func.count(others.id)).join(own, own.group_id == others.group_id)
    if not sees_all_boards(reader):
        boards = [board.id for board in visible_boards(reader)]
        waiting = waiting.join(other, other.id == others.idea_id).where(other.board_id.in_(boards))
    return waiting.where(own.idea_id == Idea.id).correlate(Idea).scalar_subquery()


def told_apart_lately(reader: Reader) -> Sequence[Pair]:
    """The newest of the last days, with both ideas."""
    recent = (
        Pair.apart_at > now() - LATELY,
        Pair.apart_by_id.is_not(None),
        stands_between_seen(Pair.first_id, Pair.second_id, reader),
    )
    return session.scalars(
        _with_both()
        .where(*recent)
        .order_by(Pair.apart_at.desc(), Pair.id.desc())
        .limit(MOST_LATELY)
    ).all()


def merged_lately(reader: Reader) -> list[list[Merge]]:
    """The newest of the last days that stand, with both ideas: those of one press together."""
    stands = (
        Merge.undone_at.is_(None),
        Merge.created_at > now() - LATELY,
        stands_between_seen(Merge.source_id, Merge.target_id, reader),
    )
    both = (joinedload(Merge.source), joinedload(Merge.target))
    newest = select(Merge).options(*both).where(*stands).order_by(Merge.id.desc())
    merges = session.scalars(newest.limit(MOST_MERGES)).all()
    presses = groupby(merges, key=lambda merge: merge.press or merge.uid)
    return [list(made) for _press, made in presses][:MOST_LATELY]


def merges_of_press(press: UUID, *, reader: Reader) -> Sequence[Merge]:
    """Those that stand, the newest first. Raises NotFound where none does that they see."""
    are_seen = stands_between_seen(Merge.source_id, Merge.target_id, reader)
    made = select(Merge).where(Merge.press == press, Merge.undone_at.is_(None), are_seen)
    found = session.scalars(made.order_by(Merge.id.desc())).all()
    if not found:
        raise NotFound(_("This was undone already."))
    return found


def one_pair(uid: UUID, *, reader: Reader) -> Pair:
    """Raises NotFound, alike where they do not see both ideas."""
    are_seen = stands_between_seen(Pair.first_id, Pair.second_id, reader)
    found = session.scalars(_with_both().where(Pair.uid == uid, are_seen)).first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def stands_between_seen(first_id: Any, second_id: Any, reader: Reader) -> ColumnElement[bool]:
    """A condition on pairs of ideas: both stand on boards the reader sees. Whoever decides about
    one idea and another sees both; those of councils are for their hosts and administrators."""
    if sees_all_boards(reader):
        return true()
    boards = [board.id for board in visible_boards(reader)]
    seen = [
        exists().where(idea.id == named, idea.board_id.in_(boards))
        for idea, named in ((aliased(Idea), first_id), (aliased(Idea), second_id))
    ]
    return and_(*seen)


def _has_two_seen(reader: Reader) -> ColumnElement[bool]:
    """A condition on groups: two of its ideas or more stand on boards the reader sees."""
    if sees_all_boards(reader):
        return true()
    seen = (
        select(func.count(DuplicateMember.id))
        .join(Idea, Idea.id == DuplicateMember.idea_id)
        .where(DuplicateMember.group_id == DuplicateGroup.id, _stands_where_seen(reader))
    )
    return seen.correlate(DuplicateGroup).scalar_subquery() > 1


def _stands_where_seen(reader: Reader) -> ColumnElement[bool]:
    if sees_all_boards(reader):
        return true()
    return Idea.board_id.in_([board.id for board in visible_boards(reader)])


def _with_ideas(
    groups: Sequence[DuplicateGroup], reader: Reader
) -> list[tuple[DuplicateGroup, list[Idea]]]:
    """With the ideas that the reader sees: nothing is decided about another. A group of whose ideas
    all but one were taken away a moment ago is left out."""
    if not groups:
        return []
    rows = session.execute(
        with_faces()
        .add_columns(DuplicateMember.group_id)
        .join(DuplicateMember, DuplicateMember.idea_id == Idea.id)
        .where(
            DuplicateMember.group_id.in_([group.id for group in groups]),
            Idea.is_listed,
            _stands_where_seen(reader),
        )
        .order_by(Idea.people.desc(), Idea.id)
    )
    ideas: dict[int, list[Idea]] = defaultdict(list)
    for idea, group_id in rows:
        ideas[group_id].append(idea)
    return [(group, ideas[group.id]) for group in groups if len(ideas[group.id]) > 1]


def _is_awake() -> ColumnElement[bool]:
    return or_(DuplicateGroup.rests_until.is_(None), DuplicateGroup.rests_until <= now())


def _with_both() -> Select[Pair]:
    return select(Pair).options(joinedload(Pair.first), joinedload(Pair.second))
