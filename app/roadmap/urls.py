"""Addresses of the roadmap."""

from __future__ import annotations

from app.improvements.models import Improvement

ROADMAP = "/roadmap"


def card_url(improvement: Improvement) -> str:
    """Where everyone who may reads of an improvement."""
    return f"{ROADMAP}#{improvement.reference}"


def want_url(improvement: Improvement) -> str:
    """Where a reader wants it too, by POST; for someone signed out, the page that leads there."""
    return f"{ROADMAP}/{improvement.reference}/want"


def promise_url(improvement: Improvement) -> str:
    """The form for its date, for managers."""
    return f"/manage/improvements/{improvement.reference}/promise"
