"""Which pages of others may show the roadmap in a frame. None may until an admin names them."""

from __future__ import annotations

import re

from app.core.settings import portal

# What a browser calls an origin, and nothing that could begin another directive of a header.
ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?")


def origins() -> list[str]:
    """Origins such as `https://www.example.com`, of the portal's setting `embed_origins`, where
    they stand one a line. What is not an origin is passed over."""
    return [each for each in named_in(portal().embed_origins) if ORIGIN.fullmatch(each)]


def named_in(text: str) -> list[str]:
    """What stands there as origins, right or wrong."""
    return [each.rstrip("/") for each in text.lower().split()]


def wrong_origins(text: str) -> list[str]:
    return [each for each in named_in(text) if not ORIGIN.fullmatch(each)]
