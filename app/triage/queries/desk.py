"""All there is to choose from on the inbox's pages, in one statement: each list of it is short, and
there are seven."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)

from app.core.db import session
from app.core.i18n import _
from app.duplicates.waiting import groups_among
from app.ideas.models import Idea, IdeaTag, Phase, Status, Tag, Topic
from app.ideas.queries.statuses import wording_of_phase
from app.ideas.queries.visible import STAFF, visible_ideas
from app.journey.models import Element, Stage
from app.journey.queries import element_name, stage_name
from app.people.models import Reader, User
from app.triage.queries.waiting import is_waiting


class Choice(NamedTuple):
    """`key` names it in addresses and forms, `text` is what people read; a status has a phase."""

    key: str
    text: str
    phase: str = ""
    is_chosen: bool = False


class Desk(NamedTuple):
    """`waiting`: how many ideas wait for a first answer; `groups` of them may be the same, and
    `single` are by themselves. Tags that the idea on the desk has are chosen."""

    statuses: list[Choice]
    topics: list[Choice]
    stages: list[Choice]
    elements: list[Choice]
    owners: list[Choice]
    tags: list[Choice]
    waiting: int
    groups: int
    single: int


class _Kind(enum.IntEnum):
    STATUS = 0
    TOPIC = 1
    STAGE = 2
    ELEMENT = 3
    OWNER = 4
    TAG = 5
    WAITING = 6
    GROUPS = 7


class _Row(NamedTuple):
    kind: int
    position: int
    key: str
    name: str
    phase: str
    is_chosen: int


def desk_for(idea: Idea | None, *, reader: Reader) -> Desk:
    """What there is to choose for `idea` and for the list beside it."""
    rows = [_Row(*row) for row in session.execute(_everything(idea, reader))]
    rows.sort(key=lambda row: (row.kind, row.position, row.name.casefold()))
    listed: dict[int, list[Choice]] = {kind: [] for kind in _Kind}
    for row in rows:
        listed[row.kind].append(_as_read(row))
    waiting, (groups, grouped) = listed[_Kind.WAITING][0], listed[_Kind.GROUPS][0][:2]
    return Desk(
        statuses=listed[_Kind.STATUS],
        topics=listed[_Kind.TOPIC],
        stages=listed[_Kind.STAGE],
        elements=listed[_Kind.ELEMENT],
        owners=listed[_Kind.OWNER],
        tags=listed[_Kind.TAG],
        waiting=int(waiting.key),
        groups=int(groups),
        single=int(waiting.key) - int(grouped),
    )


def _everything(idea: Idea | None, reader: Reader) -> CompoundSelect[Any]:
    has_tag = exists().where(IdeaTag.tag_id == Tag.id, IdeaTag.idea_id == (idea.id if idea else 0))
    is_staff = and_(
        User.role.in_(STAFF), User.confirmed_at.is_not(None), User.deactivated_at.is_(None)
    )
    is_wanted = and_(visible_ideas(reader), is_waiting())
    waiting = select(func.count(Idea.id)).where(is_wanted)
    groups, grouped = (cast(count, String) for count in groups_among(is_wanted).subquery().c)
    return union_all(
        _rows(
            _Kind.STATUS, Status.position, Status.key, Status.wording, cast(Status.phase, String)
        ),
        _rows(_Kind.TOPIC, Topic.position, Topic.slug, Topic.name),
        _rows(_Kind.STAGE, Stage.position, Stage.key, Stage.name),
        _rows(_Kind.ELEMENT, Element.position, Element.key, Element.name),
        _rows(_Kind.OWNER, literal(0), cast(User.uid, String), User.name).where(is_staff),
        _rows(_Kind.TAG, literal(0), Tag.name, Tag.name, is_chosen=has_tag),
        _rows(_Kind.WAITING, literal(0), cast(waiting.scalar_subquery(), String), literal("")),
        _rows(_Kind.GROUPS, literal(0), groups, grouped),
    )


def _rows(
    kind: _Kind,
    position: Any,
    key: Any,
    name: Any,
    phase: ColumnElement[str] | None = None,
    is_chosen: ColumnElement[bool] | None = None,
) -> Select[Any]:
    of_phase = literal("") if phase is None else phase
    chosen = literal(0) if is_chosen is None else case((is_chosen, 1), else_=0)
    return select(literal(int(kind)), position, key, name, of_phase, chosen)


def _as_read(row: _Row) -> Choice:
    text = WORDS.get(row.kind, _own_name)(row)
    return Choice(_key_of(row), text, row.phase, bool(row.is_chosen))


def _key_of(row: _Row) -> str:
    # SQLite keeps a uid without its hyphens.
    return str(UUID(row.key)) if row.kind == _Kind.OWNER else row.key


def _own_name(row: _Row) -> str:
    return row.name or _("Somebody")


WORDS: dict[int, Callable[[_Row], str]] = {
    _Kind.STATUS: lambda row: row.name or wording_of_phase(Phase(row.phase)),
    _Kind.STAGE: stage_name,
    _Kind.ELEMENT: element_name,
}
