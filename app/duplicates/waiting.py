"""What waits to be decided, and what was decided lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, distinct, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import Order, Page, first_page, page
from app.duplicates.models import DuplicateGroup, DuplicateMember, Merge, Pair, ToCompare
from app.ideas.models import Idea
from app.ideas.queries.visible import with_faces

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


def waiting_groups(cursor: str | None) -> Waiting:
    """The surest first, of those the ones that most people asked for. In two statements. Raises
    Invalid for a cursor that was not made here."""
    asked = first_page(select(DuplicateGroup).where(_is_awake()), MOST_WANTED_FIRST, size=GROUPS)
    found: Page[DuplicateGroup] = page(asked, MOST_WANTED_FIRST, cursor, size=GROUPS)
    return Waiting(_with_ideas(found.items), found.next, found.previous)


def resting_groups() -> list[tuple[DuplicateGroup, list[Idea]]]:
    """What somebody put off, the first to come back first."""
    resting = (
        select(DuplicateGroup)
        .where(~_is_awake())
        .order_by(DuplicateGroup.rests_until, DuplicateGroup.id)
    )
    return _with_ideas(session.scalars(resting.limit(MOST_LATELY)).all())


def one_group(uid: UUID) -> tuple[DuplicateGroup, list[Idea]]:
    """With what waits in it. Raises NotFound where it was decided or made anew meanwhile."""
    found = _with_ideas(
        session.scalars(select(DuplicateGroup).where(DuplicateGroup.uid == uid)).all()
    )
    if not found:
        raise NotFound(_("This group waits no longer: it was decided, or an idea came or went."))
    return found[0]


def queue_length() -> Queue:
    groups = select(func.count(DuplicateGroup.id)).where(_is_awake()).scalar_subquery()
    to_compare = select(func.count(ToCompare.id)).scalar_subquery()
    return Queue(*session.execute(select(groups, to_compare)).one())


def groups_among(*conditions: ColumnElement[bool]) -> Select[int, int]:
    """In how many groups ideas wait of which the conditions hold, and how many such ideas do."""
    return (
        select(func.count(distinct(DuplicateMember.group_id)), func.count(DuplicateMember.id))
        .join(Idea, Idea.id == DuplicateMember.idea_id)
        .where(*conditions)
    )


def wordings() -> ScalarSelect[int]:
    """A column beside ideas: how many wait in the group of each, itself among them, or 0."""
    own, others = aliased(DuplicateMember), aliased(DuplicateMember)
    waiting = select(func.count(others.id)).join(own, own.group_id == others.group_id)
    return waiting.where(own.idea_id == Idea.id).correlate(Idea).scalar_subquery()


def told_apart_lately() -> Sequence[Pair]:
    """The newest of the last days, with both ideas."""
    recent = (Pair.apart_at > now() - LATELY, Pair.apart_by_id.is_not(None))
    return session.scalars(
        _with_both()
        .where(*recent)
        .order_by(Pair.apart_at.desc(), Pair.id.desc())
        .limit(MOST_LATELY)
    ).all()


def merged_lately() -> list[list[Merge]]:
    """The newest of the last days that stand, with both ideas: those of one press together."""
    stands = (Merge.undone_at.is_(None), Merge.created_at > now() - LATELY)
    both = (joinedload(Merge.source), joinedload(Merge.target))
    newest = select(Merge).options(*both).where(*stands).order_by(Merge.id.desc())
    merges = session.scalars(newest.limit(MOST_MERGES)).all()
    presses = groupby(merges, key=lambda merge: merge.press or merge.uid)
    return [list(made) for _press, made in presses][:MOST_LATELY]


def merges_of_press(press: UUID) -> Sequence[Merge]:
    """Those that stand, the newest first. Raises NotFound where none does."""
    made = select(Merge).where(Merge.press == press, Merge.undone_at.is_(None))
    found = session.scalars(made.order_by(Merge.id.desc())).all()
    if not found:
        raise NotFound(_("This was undone already."))
    return found


def one_pair(uid: UUID) -> Pair:
    """Raises NotFound."""
    found = session.scalars(_with_both().where(Pair.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def _with_ideas(groups: Sequence[DuplicateGroup]) -> list[tuple[DuplicateGroup, list[Idea]]]:
    """Managers see every board, so whoever may decide sees all of a group. One of whose ideas all
    but one were taken away a moment ago is left out."""
    if not groups:
        return []
    rows = session.execute(
        with_faces()
        .add_columns(DuplicateMember.group_id)
        .join(DuplicateMember, DuplicateMember.idea_id == Idea.id)
        .where(DuplicateMember.group_id.in_([group.id for group in groups]), Idea.is_listed)
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
