"""What the parts of a search mean for ideas: fields such as `tag:`, phrases, and what is left
out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.models import Idea, IdeaTag, Tag
from app.ideas.queries.shown import Asker
from app.ideas.queries.statuses import status_faces, wording, wording_of_phase
from app.ideas.queries.topics import topic_faces
from app.ideas.queries.visible import is_asked_by, visible_boards
from app.people.models import Reader, User
from app.search.asking import Part

ME = "me"


class Narrowing(NamedTuple):
    """Ideas for which the `conditions` hold and whose askers are called so, or not (`names`).
    `unknown` says which parts name nothing there is: they narrow nothing."""

    conditions: list[ColumnElement[bool]]
    names: list[Part]
    unknown: list[str]

    @property
    def is_narrow(self) -> bool:
        return bool(self.conditions)

    def holds_for(self, idea: Idea, *, reader: Reader) -> bool:
        """Asked of an idea for which the conditions hold: names are compared as they are shown."""
        called = Asker.of(idea).name_for(reader).casefold() if self.names else ""
        return all((part.text.casefold() in called) != part.is_left_out for part in self.names)


def narrowing(parts: Iterable[Part], *, reader: Reader) -> Narrowing:
    """Says nothing of what this reader does not see."""
    narrow = Narrowing([], [], [])
    for part in parts:
        try:
            condition = _CONDITIONS[part.field](part.text, reader)
        except Invalid as unknown:
            narrow.unknown.append(unknown.message)
            continue
        is_name = part.field == "by" and part.text.casefold() != ME
        if is_name:
            narrow.names.append(part)
        if not (is_name and part.is_left_out):  # the database knows names as few readers see them
            narrow.conditions.append(not_(condition) if part.is_left_out else condition)
    return narrow


def _has_words(text: str, _reader: Reader) -> ColumnElement[bool]:
    return or_(
        Idea.title.icontains(text, autoescape=True), Idea.body.icontains(text, autoescape=True)
    )


def _has_tag(name: str, _reader: Reader) -> ColumnElement[bool]:
    tagged = select(IdeaTag.idea_id).join(Tag, Tag.id == IdeaTag.tag_id)
    return Idea.id.in_(tagged.where(func.lower(Tag.name) == name.lower()))


def _has_topic(name: str, _reader: Reader) -> ColumnElement[bool]:
    topics = topic_faces()
    called = name.casefold()
    wanted = [each.id for each in topics if called in (each.slug, each.name.casefold())]
    if not wanted:
        message = _("There is no topic called “%(name)s”.", name=name)
        raise _unknown(message, (topic.name for topic in topics))
    return Idea.topic_id.in_(wanted)


def _has_status(name: str, _reader: Reader) -> ColumnElement[bool]:
    statuses = status_faces()
    called = {
        status.id: {status.key, status.phase.value, wording(status), wording_of_phase(status.phase)}
        for status in statuses
    }
    wanted = [id_ for id_, names in called.items() if name.casefold() in map(str.casefold, names)]
    if not wanted:
        message = _("There is no status called “%(name)s”.", name=name)
        raise _unknown(message, map(wording, statuses))
    return Idea.status_id.in_(wanted)


def _is_on_board(name: str, reader: Reader) -> ColumnElement[bool]:
    boards = visible_boards(reader)
    called = name.casefold()
    wanted = [each.id for each in boards if called in (each.slug, each.name.casefold())]
    if not wanted:
        message = _("There is no board called “%(name)s”.", name=name)
        raise _unknown(message, (board.name for board in boards))
    return Idea.board_id.in_(wanted)


def _is_by(name: str, reader: Reader) -> ColumnElement[bool]:
    """Wider than what is shown: `Narrowing.holds_for` decides."""
    if name.casefold() == ME:
        return is_asked_by(reader)
    author, customer = aliased(User), aliased(User)
    first_word = name.split()[0].rstrip(".")
    return or_(
        Idea.author_id.in_(select(author.id).where(author.name.icontains(first_word))),
        Idea.on_behalf_of_id.in_(select(customer.id).where(customer.name.icontains(first_word))),
    )


def _unknown(message: str, known: Iterable[str]) -> Invalid:
    names = ", ".join(dict.fromkeys(known))
    return Invalid(_("%(message)s There are: %(names)s.", message=message, names=names))


_CONDITIONS: dict[str, Callable[[str, Reader], ColumnElement[bool]]] = {
    "": _has_words,
    "tag": _has_tag,
    "status": _has_status,
    "topic": _has_topic,
    "board": _is_on_board,
    "by": _is_by,
}
FIELDS = frozenset(_CONDITIONS) - {""}
