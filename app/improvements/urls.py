"""Addresses of improvements."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from app.improvements.models import Improvement

RANKING = "/manage/improvements"


def improvement_url(improvement: Improvement) -> str:
    """Its page for staff, `/manage/improvements/I-7-some-words`."""
    words = improvement.slug
    return f"{base_url(improvement)}-{words}" if words else base_url(improvement)


def base_url(improvement: Improvement) -> str:
    """What the addresses of its forms begin with."""
    return f"{RANKING}/{improvement.reference}"


def roadmap_anchor(improvement: Improvement) -> str:
    """Where everyone reads of a public one."""
    return f"/roadmap#{improvement.reference}"


def promote_url(references: Iterable[str] = ()) -> str:
    """The form for a new improvement made of these ideas."""
    asked = urlencode([("idea", reference) for reference in references])
    return f"{RANKING}/new?{asked}" if asked else f"{RANKING}/new"
