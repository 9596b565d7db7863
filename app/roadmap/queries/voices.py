"""The ideas behind improvements and news, as far as a reader may see them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.core.db import session
from app.core.text import slug
from app.ideas.models import Idea, Phase, Status, Topic
from app.ideas.queries.visible import visible_ideas
from app.people.models import Reader
from app.votes.demand import Pairs, roots
from app.votes.models import Follow, FollowState, Vote

STRONGEST = 2
OPEN_PHASES = [phase for phase in Phase if phase.is_open_for_votes]


class Voice(NamedTuple):
    """One idea behind something, in the words of whoever asked."""

    number: int
    title: str
    people: int
    topic: str
    is_following: bool

    @property
    def reference(self) -> str:
        return f"H-{self.number}"

    @property
    def slug(self) -> str:
        return slug(self.title)


class Voices(NamedTuple):
    """The `strongest` ideas the reader sees, of `ideas` in all; `wanted` is the strongest of those
    that still take votes, if there is one; `has_voted` for any of them."""

    strongest: list[Voice]
    wanted: Voice | None
    ideas: int
    has_voted: bool


def voices_behind(pairs: Pairs, *, reader: Reader) -> dict[int, Voices]:
    """By group, in one statement; groups without an idea are left out."""
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(_ranked(roots(pairs), reader)):
        rows[row.group_id].append(row)
    return {group: _voices(found) for group, found in rows.items()}


def _voices(rows: list[Any]) -> Voices:
    seen = [row for row in rows if row.number is not None]
    wanted = next((row for row in seen if row.is_open and row.place_among_open == 1), None)
    return Voices(
        [_voice(row) for row in seen if row.place <= STRONGEST],
        _voice(wanted) if wanted else None,
        rows[0].ideas,
        any(row.has_voted for row in rows),
    )


def _voice(row: Any) -> Voice:
    return Voice(row.number, row.title, row.people, row.topic or "", bool(row.is_following))


def _ranked(behind: Subquery, reader: Reader) -> Select[Any]:
    """The few rows of each group that are shown. Hidden ideas come last and without words:
    they count, and that is all."""
    group = behind.c.group_id
    takes_votes = and_(Status.phase.in_(OPEN_PHASES), Idea.voting_closed_at.is_(None))
    is_open = func.coalesce(takes_votes, False)
    strongest_first = (case((Idea.id.is_(None), 1), else_=0), Idea.people.desc(), Idea.id)
    ranked = (
        select(
            group,
            func.count().over(partition_by=group).label("ideas"),
            Idea.number,
            Idea.title,
            Idea.people,
            Topic.name.label("topic"),
            case((is_open, 1), else_=0).label("is_open"),
            func.row_number().over(partition_by=group, order_by=strongest_first).label("place"),
            func.row_number()
            .over(partition_by=[group, is_open], order_by=strongest_first)
            .label("place_among_open"),
            func.max(_as_number(_has_voted(reader))).over(partition_by=group).label("has_voted"),
            _as_number(_is_following(reader)).label("is_following"),
        )
        .select_from(behind)
        .outerjoin(Idea, and_(Idea.id == behind.c.idea_id, visible_ideas(reader)))
        .outerjoin(Status, Status.id == Idea.status_id)
        .outerjoin(Topic, Topic.id == Idea.topic_id)
        .subquery()
    )
    is_shown = or_(
        ranked.c.place <= STRONGEST, and_(ranked.c.is_open == 1, ranked.c.place_among_open == 1)
    )
    return select(ranked).where(is_shown).order_by(ranked.c.group_id, ranked.c.place)


def _as_number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _has_voted(reader: Reader) -> ColumnElement[bool]:
    """For the idea, or for one that was merged into it."""
    member = aliased(Idea)
    return exists().where(
        or_(member.id == Idea.id, member.merged_into_id == Idea.id),
        Vote.idea_id == member.id,
        Vote.user_id == reader.id,
    )


def _is_following(reader: Reader) -> ColumnElement[bool]:
    return exists().where(
        Follow.idea_id == Idea.id,
        Follow.user_id == reader.id,
        Follow.state == FollowState.FOLLOWING,
    )
