"""The lists of words a portal sorts with: what each is for, what is on it, what may be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core import naming
from app.core.db import Base, session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.ideas.models import Phase, Status, Tag, Topic
from app.ideas.queries.statuses import all_statuses, wording, wording_of_phase
from app.ideas.queries.topics import all_topics
from app.ideas.service import wordings
from app.journey import service as journey
from app.journey.models import Element, Stage, Touchpoint
from app.journey.queries import (
    all_elements,
    all_stages,
    all_touchpoints,
    element_name,
    stage_name,
)
from app.people.models import User

KINDS = ("statuses", "topics", "tags", "steps", "parts", "touchpoints")


class Line(NamedTuple):
    """One row as it is shown; `under` says where it belongs, `uses` how often it is used. Beside
    a `first` or `last` of its kind there is nothing to change places with."""

    row: Any
    name: str
    under: str
    uses: int
    first: bool
    last: bool


@dataclass(frozen=True)
class WordList:
    """`under` offers what a new row belongs to, by key; `group_of` says with which rows it changes
    places. Without `join` a row in use can only be renamed."""

    table: type[Base]
    rows: Callable[[], Sequence[Any]]
    called: Callable[[Any], str]
    rename: Callable[..., None]
    add: Callable[[str, str, User], Any]
    remove: Callable[..., None]
    join: Callable[..., None] | None = None
    under: Callable[[], dict[str, str]] = dict
    under_of: Callable[[Any], str] = lambda _row: ""
    group_of: Callable[[Any], Any] = lambda _row: None
    has_order: bool = True
    own_words: bool = False


def word_list(kind: str) -> WordList:
    return _LISTS[kind]


def lines(words: WordList) -> list[Line]:
    """Every row in its order, in two statements."""
    used = naming.uses(words.table)
    rows = list(words.rows())
    groups = [words.group_of(row) for row in rows]
    last = len(rows) - 1
    return [
        Line(
            row=row,
            name=words.called(row),
            under=words.under_of(row),
            uses=used.get(row.id, 0),
            first=number == 0 or groups[number - 1] != groups[number],
            last=number == last or groups[number + 1] != groups[number],
        )
        for number, row in enumerate(rows)
    ]


def one_row(words: WordList, uid: UUID) -> Any:
    """Raises NotFound."""
    row = session.scalar(select(words.table).where(words.table.uid == uid))
    if row is None:
        raise NotFound(_("There is nothing at this address."))
    return row


def move(words: WordList, row: Any, *, up: bool, actor: User) -> None:
    """Change places with the row before or after it that belongs to the same."""
    naming.hold_still(words.table)
    among = [each for each in words.rows() if words.group_of(each) == words.group_of(row)]
    naming.move(row, among, up=up, actor=actor)


def join(words: WordList, row: Any, other: str, *, actor: User) -> None:
    """With the row whose uid is `other`, or with none. Raises Conflict where this list cannot,
    Invalid for a row that is not there any more."""
    if words.join is None:
        raise Conflict(_("These cannot be joined."))
    target = None
    if other:
        by_uid = {str(each.uid): each for each in words.rows()}
        target = by_uid.get(other)
        if target is None or target is row:
            raise Invalid(_("Choose another one to join it with."))
    words.join(row, target, actor=actor)


def _add_status(name: str, phase: str, actor: User) -> Status:
    if phase not in list(Phase):
        message = _("Choose what the new status means.")
        raise Invalid(message, errors={"under": message})
    return wordings.add_status(name, Phase(phase), actor=actor)


def _add_touchpoint(name: str, step: str, actor: User) -> Touchpoint:
    stage = next((each for each in all_stages() if each.key == step), None)
    if stage is None:
        message = _("Choose the step it happens at.")
        raise Invalid(message, errors={"under": message})
    return journey.add_touchpoint(name, stage, actor=actor)


def _all_tags() -> Sequence[Tag]:
    return session.scalars(select(Tag).order_by(Tag.name)).all()


def _remove_topic(row: Topic, *, actor: User) -> None:
    naming.take_out(row, called=row.name, actor=actor)


def _remove_tag(row: Tag, *, actor: User) -> None:
    naming.take_out(row, called=row.name, actor=actor)


def _remove_stage(row: Stage, *, actor: User) -> None:
    naming.take_out(row, called=stage_name(row), actor=actor)


def _remove_element(row: Element, *, actor: User) -> None:
    naming.take_out(row, called=element_name(row), actor=actor)


def _remove_touchpoint(row: Touchpoint, *, actor: User) -> None:
    naming.take_out(row, called=row.name, actor=actor)


def _name(row: Topic | Tag | Touchpoint) -> str:
    return row.name


_LISTS = {
    "statuses": WordList(
        Status,
        all_statuses,
        wording,
        wordings.rename_status,
        _add_status,
        wordings.remove_status,
        under=lambda: {phase.value: wording_of_phase(phase) for phase in Phase},
        under_of=lambda row: wording_of_phase(row.phase),
        group_of=lambda row: row.phase,
        own_words=True,
    ),
    "topics": WordList(
        Topic,
        all_topics,
        _name,
        wordings.rename_topic,
        lambda name, _under, actor: wordings.add_topic(name, actor=actor),
        _remove_topic,
        join=wordings.join_topics,
    ),
    "tags": WordList(
        Tag,
        _all_tags,
        _name,
        wordings.rename_tag,
        lambda name, _under, actor: wordings.add_tag(name, actor=actor),
        _remove_tag,
        join=wordings.join_tags,
        has_order=False,
    ),
    "steps": WordList(
        Stage,
        all_stages,
        stage_name,
        journey.rename_stage,
        lambda name, _under, actor: journey.add_stage(name, actor=actor),
        _remove_stage,
        own_words=True,
    ),
    "parts": WordList(
        Element,
        all_elements,
        element_name,
        journey.rename_element,
        lambda name, _under, actor: journey.add_element(name, actor=actor),
        _remove_element,
        own_words=True,
    ),
    "touchpoints": WordList(
        Touchpoint,
        all_touchpoints,
        _name,
        journey.rename_touchpoint,
        _add_touchpoint,
        _remove_touchpoint,
        under=lambda: {stage.key: stage_name(stage) for stage in all_stages()},
        under_of=lambda row: stage_name(row.stage),
        group_of=lambda row: row.stage_id,
    ),
}
