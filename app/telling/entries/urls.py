"""Addresses of entries."""

from __future__ import annotations

import re
from uuid import UUID

from app.core.text import slug
from app.telling.models import Entry

NEWS = "/manage/updates"
_REFERENCE = re.compile(r"([0-9a-f]{32})(?:-.*)?", re.IGNORECASE)


def entry_url(entry: Entry) -> str:
    """`/updates/<uid>-some-words`, the uid without hyphens."""
    words = slug(entry.title)
    return f"/updates/{entry.uid.hex}-{words}" if words else f"/updates/{entry.uid.hex}"


def uid_in(reference: str) -> UUID | None:
    """The uid an address names, if it is one."""
    named = _REFERENCE.fullmatch(reference)
    return UUID(named[1]) if named else None


def edit_url(entry: Entry) -> str:
    return f"{NEWS}/{entry.uid}"
