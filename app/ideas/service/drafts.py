"""What people wrote, checked and rendered before a unit of change begins."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import text
from app.core.errors import Invalid
from app.core.i18n import _, ngettext
from app.core.markup import render
from app.core.unseen import faults_of

TITLE_LENGTH = 300
TITLE_SHORTEST = 3
BODY_LENGTH = 20_000


@dataclass(frozen=True)
class Draft:
    """A title and body ready to be kept; `body_html` is made here because rendering is slow."""

    title: str
    body: str
    body_html: str


def draft(title: str, body: str = "") -> Draft:
    """Raises Invalid, naming `title` and `body` where they are too short or too long, and a title
    with characters that nobody sees."""
    errors = faults_of(title=title)
    title, body = text.one_line(title), text.block(body)
    if len(title) < TITLE_SHORTEST:
        errors["title"] = _("Say a little more, so others can find it.")
    if len(title) > TITLE_LENGTH:
        errors["title"] = _too_long(len(title) - TITLE_LENGTH)
    if len(body) > BODY_LENGTH:
        errors["body"] = _too_long(len(body) - BODY_LENGTH)
    if errors:
        raise Invalid(_("This cannot be posted yet."), errors=errors)
    return Draft(title, body, render(body))


@dataclass(frozen=True)
class Words:
    """A comment, answer or note ready to be kept."""

    body: str
    body_html: str


def words(body: str, *, field: str = "body") -> Words:
    """Raises Invalid, naming `field`, for nothing or too much."""
    body = text.block(body)
    if not body:
        message = _("Write a few words first.")
        raise Invalid(message, errors={field: message})
    if len(body) > BODY_LENGTH:
        message = _too_long(len(body) - BODY_LENGTH)
        raise Invalid(message, errors={field: message})
    return Words(body, render(body))


def words_if_any(body: str, *, field: str) -> Words:
    """As `words`, where saying nothing is fine."""
    return words(body, field=field) if text.block(body) else Words("", "")


def _too_long(excess: int) -> str:
    return ngettext(
        "This is %(num)s character too long. Shorten it a little.",
        "This is %(num)s characters too long. Shorten it a little.",
        excess,
    )
