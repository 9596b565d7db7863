"""What became of one person's ideas and votes."""

from __future__ import annotations

import enum
from typing import NamedTuple

from sqlalchemy import Select, func, select

from app.core.db import session
from app.core.paging import Order, Page
from app.ideas.models import Idea, Phase, Status
from app.ideas.queries.listing import ListedIdea, page_among
from app.ideas.queries.visible import is_asked_by, is_visible_of
from app.people.models import User
from app.votes.queries import VOTED_AT, ids_voted_for

LAST_MOVED_FIRST = Order((Idea.status_since, Idea.id))
_WHERE_IT_MOVES = func.coalesce(Idea.merged_into_id, Idea.id).label("id")


class Part(enum.StrEnum):
    """VOTED leaves out one's own ideas, which carry one's vote anyway; CUSTOMERS are those that
    staff asked for."""

    ALL = "all"
    ASKED = "asked"
    VOTED = "voted"
    CUSTOMERS = "customers"


class Tally(NamedTuple):
    """How many ideas a person asked for, and voted for beside; how many of all these shipped and
    how many will not be done."""

    asked: int
    voted: int
    shipped: int
    declined: int

    def of(self, part: Part) -> int:
        """How many ideas are in a part."""
        in_part = {
            Part.ALL: self.asked + self.voted,
            Part.ASKED: self.asked,
            Part.VOTED: self.voted,
        }
        return in_part[part]


def tally(person: User) -> Tally:
    asked = Idea.id.in_(_ids(Part.ASKED, person))
    counted = (
        select(
            func.count(Idea.id).filter(asked),
            func.count(Idea.id).filter(~asked),
            func.count(Idea.id).filter(Status.phase == Phase.SHIPPED),
            func.count(Idea.id).filter(Status.phase == Phase.DECLINED),
        )
        .outerjoin(Status, Status.id == Idea.status_id)
        .where(is_visible_of(_ids(Part.ALL, person), person))
    )
    return Tally(*session.execute(counted).one())


def page_of(part: Part, person: User, *, cursor: str | None) -> Page[ListedIdea]:
    """A page of a person's ideas, the last moved first. Raises Invalid for a wrong cursor."""
    return page_among(
        _ids(part, person),
        order=LAST_MOVED_FIRST,
        cursor=cursor,
        reader=person,
        voted_at=VOTED_AT,
    )


def _ids(part: Part, person: User) -> Select[int]:
    """Where an idea was merged, what it was merged into: that is where it moves on."""
    asked = select(_WHERE_IT_MOVES).where(is_asked_by(person))
    voted = ids_voted_for(person)
    if part is Part.ASKED:
        return asked
    if part is Part.VOTED:
        return voted.where(_WHERE_IT_MOVES.not_in(asked.correlate(None)))
    return select(asked.union(voted).subquery().c.id)
