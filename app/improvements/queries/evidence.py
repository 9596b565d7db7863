"""The ideas behind improvements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from app.core.db import session
from app.ideas.models import Idea
from app.ideas.queries.visible import visible_boards, with_faces
from app.improvements.models import Evidence, Improvement
from app.people.models import Reader

MOST_SHOWN = 200
LOUDEST = 3


class Behind(NamedTuple):
    """The ideas a page names; `hidden` more stand on boards its reader does not see, or beyond
    the MOST_SHOWN."""

    shown: Sequence[Evidence]
    hidden: int


class LoudIdea(NamedTuple):
    """One of the ideas with the most people behind an improvement."""

    number: int
    title: str
    people: int

    @property
    def reference(self) -> str:
        return f"H-{self.number}"


def ideas_behind(improvement: Improvement) -> list[Idea]:
    """All of them with board and status, those merged into others too, the first linked first."""
    linked = (
        with_faces()
        .join(Evidence, Evidence.idea_id == Idea.id)
        .where(Evidence.improvement_id == improvement.id, Idea.deleted_at.is_(None))
        .order_by(Evidence.id)
    )
    return list(session.scalars(linked))


def evidence_behind(improvement: Improvement, *, reader: Reader) -> Behind:
    """What the reader may see of it, the idea with the most people first. Those who look after
    boards see all but what belongs to councils, so they are not told that there is more."""
    board_ids = [board.id for board in visible_boards(reader)]
    is_seen = Idea.board_id.in_(board_ids)
    linked = (
        select(Evidence, func.count().over().label("all"))
        .join(Evidence.idea)
        .where(
            Evidence.improvement_id == improvement.id,
            Idea.deleted_at.is_(None),
            is_seen if reader.is_keeper else true(),
        )
        .options(contains_eager(Evidence.idea).options(joinedload(Idea.status, innerjoin=True)))
        .order_by(is_seen.desc(), Idea.people.desc(), Idea.id)
        .limit(MOST_SHOWN)
    )
    rows = session.execute(linked).all()
    shown = [row[0] for row in rows if row[0].idea.board_id in board_ids]
    return Behind(shown, (rows[0][1] if rows else 0) - len(shown))


def loudest_ideas(improvement_ids: Collection[int], *, reader: Reader) -> dict[int, list[LoudIdea]]:
    """The LOUDEST the reader may see, by improvement, the one with the most people first."""
    if not improvement_ids:
        return {}
    place = func.row_number().over(
        partition_by=Evidence.improvement_id, order_by=(Idea.people.desc(), Idea.id)
    )
    ranked = (
        select(Evidence.improvement_id, Idea.number, Idea.title, Idea.people, place.label("place"))
        .join(Idea, Idea.id == Evidence.idea_id)
        .where(
            Evidence.improvement_id.in_(list(improvement_ids)),
            Idea.deleted_at.is_(None),
            Idea.board_id.in_([board.id for board in visible_boards(reader)]),
        )
        .subquery()
    )
    first = (
        select(ranked.c.improvement_id, ranked.c.number, ranked.c.title, ranked.c.people)
        .where(ranked.c.place <= LOUDEST)
        .order_by(ranked.c.improvement_id, ranked.c.place)
    )
    found: dict[int, list[LoudIdea]] = {}
    for improvement_id, *idea in session.execute(first):
        found.setdefault(improvement_id, []).append(LoudIdea(*idea))
    return found


def idea_uids_behind(improvement_ids: Collection[int], *, reader: Reader) -> dict[int, list[UUID]]:
    """Of the ideas the reader sees, the first linked first, by improvement."""
    linked = (
        select(Evidence.improvement_id, Idea.uid)
        .join(Idea, Idea.id == Evidence.idea_id)
        .where(
            Evidence.improvement_id.in_(list(improvement_ids)),
            Idea.deleted_at.is_(None),
            Idea.board_id.in_([board.id for board in visible_boards(reader)]),
        )
        .order_by(Evidence.id)
    )
    found: dict[int, list[UUID]] = {}
    for improvement_id, uid in session.execute(linked):
        found.setdefault(improvement_id, []).append(uid)
    return found
