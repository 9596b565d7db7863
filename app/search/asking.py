"""Reads what somebody typed into a search box: words, phrases, what to leave out, named fields."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

MOST_PARTS = 20
_PIECE = re.compile(r'(?<!\S)(-?)(?:([a-z]+):)?(?:"([^"]*)"(?!\S)|(\S+))', re.IGNORECASE)


class Part(NamedTuple):
    """Something that an idea must hold, or must not where it `is_left_out`. `field` is empty for
    its own words."""

    text: str
    field: str = ""
    is_left_out: bool = False


class Asked(NamedTuple):
    """`words` are looked for by likeness, those of phrases among them; every part must hold."""

    words: str
    parts: tuple[Part, ...] = ()


def read(typed: str, *, fields: Collection[str]) -> Asked:
    """Whatever cannot be read is searched as words: a quote without an end, a field of another name
    than `fields`, parts beyond MOST_PARTS."""
    words: list[str] = []
    parts: list[Part] = []
    for piece in _PIECE.finditer(typed):
        part = _part(piece, fields)
        if part is None or len(parts) == MOST_PARTS:
            words.append(piece.group())
            continue
        parts.append(part)
        if not part.field and not part.is_left_out:
            words.append(part.text)
    return Asked(" ".join(words), tuple(parts))


def _part(piece: re.Match[str], fields: Collection[str]) -> Part | None:
    """None for plain words."""
    minus, field, phrase, word = piece.groups()
    text = " ".join((word if phrase is None else phrase).split())
    if not text or (field and field.casefold() not in fields):
        return None
    if not field and not minus and phrase is None:
        return None
    return Part(text, (field or "").casefold(), bool(minus))
