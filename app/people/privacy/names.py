"""What a person is called, found in texts and taken out of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import quote

from sqlalchemy import JSON, Column, ColumnElement, String, cast, or_

GONE = "[…]"  # no longer than what it stands for, and a word of no language


class Names:
    """The addresses, the uid and the names of one person. A name of one word is a word of others'
    too: it is taken out only where it is all that a text says."""

    def __init__(self, called: Iterable[str]) -> None:
        known = {each.strip() for each in called if each and each.strip()}
        self.whole = {each.casefold() for each in known}
        self.sought = {each for each in known if not each.isalpha()}

    def is_named_in(self, value: Any) -> bool:
        return bool(self.taken_out(value) != value)

    def taken_out(self, value: Any) -> Any:
        """The same text or JSON without them."""
        if isinstance(value, dict):
            return {self.taken_out(key): self.taken_out(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.taken_out(each) for each in value]
        if not isinstance(value, str):
            return value
        if value.strip().casefold() in self.whole:
            return GONE
        return self._pattern.sub(GONE, value) if self.sought else value

    def may_be_in(self, column: Column[Any]) -> ColumnElement[bool]:
        """Holds for every row whose text names them, and for few others."""
        text = cast(column, String)
        ways = {way for each in self.whole | self.sought for way in _in_capitals(each)}
        if isinstance(column.type, JSON):
            ways |= {json.dumps(way)[1:-1] for way in ways}
        ways |= {way for each in self._spellings for way in _in_capitals(each)}
        return or_(*(text.icontains(way, autoescape=True) for way in sorted(ways)))

    @cached_property
    def _spellings(self) -> set[str]:
        """As they stand in plain text, HTML and addresses of pages."""
        return {way for each in self.sought for way in (each, escape(each), quote(each))}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._spellings, key=len, reverse=True)
        ways = "|".join(re.escape(each) for each in longest_first)
        return re.compile(rf"(?<![\w.+-])(?:{ways})(?!\w)", re.IGNORECASE)


def _in_capitals(text: str) -> set[str]:
    """Databases compare letters beyond ASCII as they are."""
    return {text, text.lower(), text.upper(), text.title(), text.casefold()}
