"""What a column of somebody's file may become, and a guess from its name."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

from app.core.i18n import _


class Field(enum.StrEnum):
    """As `flask ideas import` calls them."""

    TITLE = "title"
    BODY = "body"
    AUTHOR_EMAIL = "author_email"
    AUTHOR_NAME = "author_name"
    CREATED_AT = "created_at"
    STATUS = "status"
    TOPIC = "topic"
    TAGS = "tags"
    VOTES = "votes"
    EXTERNAL_ID = "external_id"


NAMES = {
    Field.TITLE: "title|summary|subject|headline|idea|name|titel|betreff|titre|título",
    Field.BODY: "body|description|text|details|content|beschreibung|descripción|desc",
    Field.AUTHOR_EMAIL: "author email|author mail|email|e mail|mail|creator email|submitter email"
    "|requester email|user email|autor e mail",
    Field.AUTHOR_NAME: "author name|author|creator|submitter|requester|created by|user|autor",
    Field.CREATED_AT: "created at|created|date|created on|submitted|submitted at|creation date"
    "|erstellt|datum|date created",
    Field.STATUS: "status|state|stage|statut|estado",
    Field.TOPIC: "topic|category|area|module|kategorie|thema|catégorie",
    Field.TAGS: "tags|labels|keywords|tag|schlagworte",
    Field.VOTES: "votes|voters|upvotes|vote count|score|points|supporters|stimmen|number of votes",
    Field.EXTERNAL_ID: "external id|id|key|number|reference|ref|issue id|nummer",
}
_WORD = re.compile(r"[\W_]+")


def label_of(field: Field) -> str:
    return {
        Field.TITLE: _("Title"),
        Field.BODY: _("Text"),
        Field.AUTHOR_EMAIL: _("E-mail of who asked"),
        Field.AUTHOR_NAME: _("Name of who asked"),
        Field.CREATED_AT: _("Date asked"),
        Field.STATUS: _("Status"),
        Field.TOPIC: _("Topic"),
        Field.TAGS: _("Tags"),
        Field.VOTES: _("Votes: e-mails, or how many"),
        Field.EXTERNAL_ID: _("Its number elsewhere"),
    }[field]


def guess_fields(columns: Iterable[str]) -> dict[str, str]:
    """A field for each column whose name tells it, each field once; empty for the rest. An exact
    name goes before a longer one that only contains it."""
    given = list(columns)
    guessed = dict.fromkeys(given, "")
    for is_exact in (True, False):
        for field, names in NAMES.items():
            if field.value in guessed.values():
                continue
            column = _called(names.split("|"), [c for c in given if not guessed[c]], is_exact)
            if column is not None:
                guessed[column] = field.value
    return guessed


def _called(names: list[str], columns: list[str], is_exact: bool) -> str | None:
    for name in names:
        for column in columns:
            words = _WORD.sub(" ", column.casefold()).strip()
            if words == name or (not is_exact and len(name) > 3 and f" {name} " in f" {words} "):
                return column
    return None
