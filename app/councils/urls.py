"""Addresses of councils. What stands in them is the council's own word, never its number."""

from __future__ import annotations

from app.councils.models import Council

COUNCILS = "/councils"


def council_url(council: Council, *parts: object) -> str:
    """The council's page, or with `parts` what lies under it."""
    return "/".join([COUNCILS, council.slug, *map(str, parts)])
