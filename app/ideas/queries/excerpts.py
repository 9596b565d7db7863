"""The words of a text without its marks, and their beginning as lists and feeds show it."""

from __future__ import annotations

import re

LONGEST = 180
ENOUGH = 3 * LONGEST  # characters to read, so that links and marks leave enough words

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)?")
_LINE_START = re.compile(r"^\s*(?:#{1,6}|>+|[-+*]|\d+[.)])\s+", re.MULTILINE)
_MARK = re.compile(r"(?<!\w)[*_~]+|[*_~]+(?!\w)|`+")


def excerpt(markdown: str, longest: int = LONGEST) -> str:
    """Plain words on one line, cut at a word's end after at most `longest` characters."""
    words = plain(markdown[: 3 * longest])
    if len(words) <= longest:
        return words
    return words[:longest].rsplit(" ", 1)[0].rstrip(",;:.–") + " …"


def plain(markdown: str) -> str:
    """All its words on one line."""
    words = _MARK.sub("", _LINE_START.sub("", _LINK.sub(r"\1", markdown)))
    return " ".join(words.split())
