"""Words in the reader's language, for code that knows nothing of the web.

`core.web` installs the real catalogue at start; before that, and in plain scripts, texts come
back as written.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@dataclass
class Catalogue:
    """What speaks a language: looked up on every call, because the reader changes."""

    gettext: Callable[..., str]
    ngettext: Callable[..., str]
    in_locale: Callable[[str], AbstractContextManager[Any]]
    format_date: Callable[[date, str], str]
    format_datetime: Callable[[datetime, str], str]
    format_decimal: Callable[[Decimal], str]


def _plain(text: str, **values: Any) -> str:
    return text % values if values else text


def _plain_plural(one: str, many: str, num: int, **values: Any) -> str:
    return (one if num == 1 else many) % {"num": num, **values}


_catalogue = Catalogue(
    gettext=_plain,
    ngettext=_plain_plural,
    in_locale=lambda locale: nullcontext(),
    format_date=lambda day, style: day.isoformat(),
    format_datetime=lambda moment, style: moment.isoformat(timespec="minutes"),
    format_decimal=lambda number: f"{number.normalize():f}",
)


def install(catalogue: Catalogue) -> None:
    global _catalogue
    _catalogue = catalogue


def gettext(text: str, **values: Any) -> str:
    return _catalogue.gettext(text, **values)


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """`one` or `many`, with `%(num)s` filled in."""
    return _catalogue.ngettext(one, many, num, **values)


def in_locale(locale: str) -> AbstractContextManager[Any]:
    """Speak `locale` inside the block: for mail, which is written for its reader."""
    return _catalogue.in_locale(locale)


def direction(locale: str) -> str:
    """`rtl` or `ltr`: where a line of this language goes, for the `dir` of a page or letter."""
    return "rtl" if locale.replace("_", "-").split("-")[0] in RIGHT_TO_LEFT else "ltr"


def format_date(day: date, style: str = "long") -> str:
    return _catalogue.format_date(day, style)


def format_datetime(moment: datetime, style: str = "medium") -> str:
    return _catalogue.format_datetime(moment, style)


def format_decimal(number: Decimal) -> str:
    """With all the places it has: nothing is rounded here."""
    return _catalogue.format_decimal(number)


_ = gettext
