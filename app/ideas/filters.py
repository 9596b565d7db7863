"""What the address of a list asks for: its order, and what is left out."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.models import Phase
from app.ideas.queries.statuses import StatusFace
from app.ideas.queries.topics import TopicFace


class Sort(enum.StrEnum):
    RISING = "rising"
    TOP = "top"
    NEW = "new"


@dataclass(frozen=True)
class Filters:
    """`status` is a status's key or a phase, `statuses` what it stands for; none means any."""

    sort: Sort = Sort.RISING
    status: str = ""
    statuses: tuple[StatusFace, ...] = ()
    topic: TopicFace | None = None
    is_mine: bool = False

    @property
    def is_narrow(self) -> bool:
        return bool(self.status or self.topic or self.is_mine)

    def asked(self, **changes: str) -> dict[str, str]:
        """These filters as an address holds them, with some changes; "" takes one out."""
        now_asked = {
            "sort": self.sort.value if self.sort is not Sort.RISING else "",
            "status": self.status,
            "topic": self.topic.slug if self.topic else "",
            "mine": "1" if self.is_mine else "",
        }
        return {name: value for name, value in {**now_asked, **changes}.items() if value}


def read_filters(
    asked: Mapping[str, str], *, statuses: Sequence[StatusFace], topics: Sequence[TopicFace]
) -> Filters:
    """Raises Invalid, naming the part of the address that means nothing here."""
    return Filters(
        sort=_sort(asked.get("sort", "")),
        status=asked.get("status", ""),
        statuses=_statuses(asked.get("status", ""), statuses),
        topic=_topic(asked.get("topic", ""), topics),
        is_mine=_is_mine(asked.get("mine", "")),
    )


def _sort(word: str) -> Sort:
    if not word:
        return Sort.RISING
    if word not in list(Sort):
        raise _unknown("sort", _("Ideas cannot be put in this order: “%(word)s”.", word=word))
    return Sort(word)


def _statuses(word: str, statuses: Sequence[StatusFace]) -> tuple[StatusFace, ...]:
    if not word:
        return ()
    found = [status for status in statuses if status.key == word]
    if not found and word in list(Phase):
        found = [status for status in statuses if status.phase == word]
    if not found:
        raise _unknown("status", _("There is no status called “%(key)s”.", key=word))
    return tuple(found)


def _topic(word: str, topics: Sequence[TopicFace]) -> TopicFace | None:
    if not word:
        return None
    for topic in topics:
        if topic.slug == word:
            return topic
    raise _unknown("topic", _("There is no topic called “%(slug)s”.", slug=word))


def _is_mine(word: str) -> bool:
    if word not in ("", "1"):
        raise _unknown("mine", _("“mine” is 1 or is left out."))
    return word == "1"


def _unknown(name: str, message: str) -> Invalid:
    return Invalid(message, errors={name: message})
