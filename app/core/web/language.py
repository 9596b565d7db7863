"""Which language and time zone the present reader reads, and the catalogue behind `_()`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import NullTranslations
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo, available_timezones

import flask_babel
from babel import Locale, dates, numbers
from flask import Flask, g, has_request_context, request
from flask_login import current_user
from markupsafe import Markup, escape

from app.core import i18n
from app.core.settings import portal

LANGUAGES = ("en",)
TIME_ZONES = frozenset(available_timezones())


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    flask_babel.Babel(app, locale_selector=lambda: _parsed(locale()), timezone_selector=time_zone)
    i18n.install(
        i18n.Catalogue(
            gettext=_gettext,
            ngettext=_ngettext,
            in_locale=_in_locale,
            format_date=_format_date,
            format_datetime=_format_datetime,
            format_decimal=_format_decimal,
        )
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.jinja_env.filters["numberformat"] = format_number
    app.jinja_env.globals.update(
        _=_page_gettext, gettext=_page_gettext, ngettext=_page_ngettext, locale=shown_locale
    )


def locale() -> str:
    """The reader's own choice, else what their browser asks for, else the portal's."""
    if has_request_context():
        if current_user.locale in LANGUAGES:
            return str(current_user.locale)
        asked = request.accept_languages.best_match(LANGUAGES)
        if asked:
            return asked
    return portal().locale


@cache
def _parsed(name: str) -> Locale:
    return Locale.parse(name)


def time_zone() -> str:
    own = current_user.time_zone if has_request_context() else ""
    return own if own in TIME_ZONES else portal().time_zone


def shown_locale() -> dict[str, str]:
    """`code` and `dir` for the page's html element."""
    return _shown(_spoken().locale)


@lru_cache
def _shown(locale: Locale | None) -> dict[str, str]:
    code = str(locale or "en").replace("_", "-")
    return {"code": code, "dir": i18n.direction(code)}


def format_number(number: float) -> str:
    """As the reader's language writes it."""
    return _number_in(_spoken().locale, number)


@lru_cache(maxsize=4096)
def _number_in(locale: Locale | None, number: float) -> str:
    return str(numbers.format_decimal(number, locale=locale or "en"))


@contextmanager
def _in_locale(name: str) -> Iterator[None]:
    with flask_babel.force_locale(name or portal().locale):
        before = g.pop("language", None)
        try:
            yield
        finally:
            g.pop("language", None)
            if before is not None:
                g.language = before


class _Language(NamedTuple):
    catalogue: NullTranslations
    locale: Locale | None


def _spoken() -> _Language:
    """Flask-Babel finds out anew for each text, and a page has hundreds of them."""
    try:
        return cast(_Language, g.language)
    except AttributeError:
        g.language = _Language(flask_babel.get_translations(), flask_babel.get_locale())
        return cast(_Language, g.language)
    except RuntimeError:  # outside of an application
        return NO_LANGUAGE


NO_LANGUAGE = _Language(NullTranslations(), None)


def _gettext(text: str, **values: Any) -> str:
    said = _spoken().catalogue.gettext(text)
    return said % values if values else said


def _ngettext(one: str, many: str, num: int, **values: Any) -> str:
    return _spoken().catalogue.ngettext(one, many, num) % {"num": num, **values}


def _page_gettext(text: str, **values: Any) -> Markup:
    """As Jinja's own: always a format, and what is filled in is escaped."""
    return _filled_in(_spoken().catalogue.gettext(text), values)


def _page_ngettext(one: str, many: str, num: int, **values: Any) -> Markup:
    return _filled_in(_spoken().catalogue.ngettext(one, many, num), {"num": num, **values})


def _filled_in(said: str, values: dict[str, Any]) -> Markup:
    if "%" in said:
        said %= {name: escape(value) for name, value in values.items()}
    return Markup(said)  # noqa: S704


def _format_date(day: date, style: str) -> str:
    if isinstance(day, datetime):
        day = day.astimezone(_zone()).date()
    return _date_in(_spoken().locale, day, style)


def _zone() -> ZoneInfo:
    """Apart from the language: most texts have no time of day, and this asks for the settings."""
    found: ZoneInfo | None = g.get("zone")
    if found is None:
        found = g.zone = ZoneInfo(time_zone())
    return found


@lru_cache(maxsize=4096)
def _date_in(locale: Locale | None, day: date, style: str) -> str:
    return str(dates.format_date(day, style, locale=locale or "en"))


@lru_cache(maxsize=4096)
def _decimal_in(locale: Locale | None, number: Decimal) -> str:
    shown = number.normalize()
    return str(numbers.format_decimal(shown, locale=locale or "en", decimal_quantization=False))


def _format_decimal(number: Decimal) -> str:
    return _decimal_in(_spoken().locale, number)


def _format_datetime(moment: datetime, style: str) -> str:
    return str(flask_babel.format_datetime(moment, style))
