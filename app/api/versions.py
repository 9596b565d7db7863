"""Which version of a thing a program read before it changes it."""

from __future__ import annotations


def version_read(if_match: str | None, present: int) -> int:
    """What If-Match says; the `present` one where it says nothing or `*`."""
    if if_match is None or if_match == "*":
        return present
    return int(if_match.removeprefix("W/").strip('"'))
