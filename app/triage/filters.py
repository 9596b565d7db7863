"""What the address of the inbox asks for."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.ideas.models import Phase
from app.triage.queries.desk import Desk

LONGEST_WORDS = 200


class Show(enum.StrEnum):
    """WAITING: no person has said anything in public or to whoever asked. OPEN: not decided for
    good."""

    WAITING = "waiting"
    OPEN = "open"
    ALL = "all"


class Age(enum.StrEnum):
    """How long ago it was asked."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    OLDER = "older"

    @property
    def span(self) -> timedelta:
        """Asked within it; OLDER: before it began."""
        return timedelta(days={"day": 1, "week": 7}.get(self.value, 30))


class Owner(NamedTuple):
    """Whose ideas: of one person, or of nobody."""

    user_id: int | None


ME, NOBODY = "me", "none"


@dataclass(frozen=True)
class InboxFilters:
    """As the address has them, each "" where it asks for nothing. `status` is a status's key or a
    phase, `owner` is a person's uid, ME or NOBODY."""

    show: Show = Show.WAITING
    board: str = ""
    status: str = ""
    topic: str = ""
    tag: str = ""
    owner: str = ""
    age: Age | None = None
    q: str = ""

    @property
    def is_narrow(self) -> bool:
        return set(self.asked()) - {"show"} != set()

    def asked(self, **changes: str) -> dict[str, str]:
        """These filters as an address holds them, with some changes; "" takes one out."""
        now_asked = {
            "show": self.show.value if self.show is not Show.WAITING else "",
            "board": self.board,
            "status": self.status,
            "topic": self.topic,
            "tag": self.tag,
            "owner": self.owner,
            "age": self.age.value if self.age else "",
            "q": self.q,
        }
        return {name: value for name, value in {**now_asked, **changes}.items() if value}


def read_filters(asked: Mapping[str, str]) -> InboxFilters:
    """Raises Invalid, naming the part of the address that means nothing. Whether there is a status
    or tag of that name is seen later, by `check_known`."""
    plain = {name: asked.get(name, "") for name in ("board", "status", "topic", "tag")}
    return InboxFilters(
        show=_show(asked.get("show", "")),
        owner=_owner(asked.get("owner", "")),
        age=_age(asked.get("age", "")),
        q=one_line(asked.get("q", ""))[:LONGEST_WORDS],
        **plain,
    )


def check_known(filters: InboxFilters, desk: Desk) -> None:
    """Raises Invalid for a status, topic, tag or person this portal does not have."""
    statuses = {status.key for status in desk.statuses} | set(Phase)
    if filters.status and filters.status not in statuses:
        message = _("There is no status called “%(key)s”.", key=filters.status)
        raise Invalid(message, errors={"status": message})
    if filters.topic and filters.topic not in _keys(desk.topics):
        message = _("There is no topic called “%(slug)s”.", slug=filters.topic)
        raise Invalid(message, errors={"topic": message})
    if filters.tag and filters.tag not in _keys(desk.tags):
        message = _("There is no tag called “%(name)s”.", name=filters.tag)
        raise Invalid(message, errors={"tag": message})
    if filters.owner not in {"", ME, NOBODY} | _keys(desk.owners):
        message = _("Nobody on staff goes by this address.")
        raise Invalid(message, errors={"owner": message})


def _keys(choices: Iterable[object]) -> set[str]:
    return {str(getattr(choice, "key", "")) for choice in choices}


def _show(word: str) -> Show:
    if word and word not in list(Show):
        message = _("There is no such list: “%(word)s”.", word=word)
        raise Invalid(message, errors={"show": message})
    return Show(word or Show.WAITING)


def _age(word: str) -> Age | None:
    if word and word not in list(Age):
        message = _("There is no such age: “%(word)s”.", word=word)
        raise Invalid(message, errors={"age": message})
    return Age(word) if word else None


def _owner(word: str) -> str:
    if word in ("", ME, NOBODY):
        return word
    try:
        return str(UUID(word))
    except ValueError:
        message = _("Nobody on staff goes by this address.")
        raise Invalid(message, errors={"owner": message}) from None
