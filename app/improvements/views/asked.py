"""What an address asks of the list of improvements."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TypeVar

from flask import request

from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.urls import query
from app.improvements.models import Horizon
from app.improvements.urls import RANKING
from app.scoring.formulas import Model

Word = TypeVar("Word", bound=enum.StrEnum)


class Tab(enum.StrEnum):
    OPEN = "open"
    MINE = "mine"
    SHIPPED = "shipped"
    SET_ASIDE = "set_aside"

    @property
    def horizon(self) -> Horizon | None:
        """The one a closed tab shows; open ones show all that are open."""
        return {Tab.SHIPPED: Horizon.SHIPPED, Tab.SET_ASIDE: Horizon.SET_ASIDE}.get(self)


class Sort(enum.StrEnum):
    RANK = "rank"
    EFFORT = "effort"
    IDEAS = "ideas"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"


@dataclass(frozen=True)
class Asked:
    """`open` is the reference of the row that is opened, `place` the rank its form is filled
    with."""

    tab: Tab
    model: Model = Model.RICE
    part: str = ""
    sort: Sort = Sort.RANK
    page: int = 1
    open: str = ""
    place: str = ""
    cursor: str = ""

    def url(self, **changes: object) -> str:
        """The address that asks the same but for `changes`; a page or row belongs to one view."""
        plain = replace(self, page=1, open="", place="", cursor="")
        wanted = replace(plain, **changes)  # type: ignore[arg-type]
        return RANKING + query(
            show=_unless(wanted.tab, Tab.OPEN),
            score=_unless(wanted.model, Model.RICE),
            part=wanted.part,
            sort=_unless(wanted.sort, Sort.RANK),
            page=_unless(str(wanted.page), "1"),
            open=wanted.open,
            place=wanted.place,
            cursor=wanted.cursor,
        )


def asked_for(*, sees_all: bool) -> Asked:
    """Raises Invalid for words no list is called by. Whoever does not see all has only
    their own."""
    number = request.args.get("page", "1")
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 6 and int(number)):
        raise _unknown("page", number)
    return Asked(
        tab=_one_of(Tab, "show", Tab.OPEN) if sees_all else Tab.MINE,
        model=_one_of(Model, "score", Model.RICE),
        part=request.args.get("part", ""),
        sort=_one_of(Sort, "sort", Sort.RANK),
        page=int(number),
        open=request.args.get("open", "").upper(),
        place=request.args.get("place", "")[:6],
        cursor=request.args.get("cursor", ""),
    )


def _one_of(words: type[Word], name: str, unless_given: Word) -> Word:
    word = request.args.get(name) or unless_given.value
    if word not in list(words):
        raise _unknown(name, word)
    return words(word)


def _unknown(name: str, word: str) -> Invalid:
    message = _("There is no such list: “%(word)s”.", word=word)
    return Invalid(message, errors={name: message})


def _unless(word: str, usual: str) -> str:
    return "" if word == usual else word
