"""Which look-alikes somebody had before them, as the form they send back says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from app.ideas.queries.visible import visible_ids
from app.people.models import Reader

MOST = 5


class Shown(NamedTuple):
    """An idea that was shown at `rank`, from 1; whether the search called it very likely the same,
    and whether its reader folded it as different."""

    idea_id: int
    rank: int
    is_likely: bool
    is_different: bool


def shown_before(
    references: Sequence[str],
    *,
    likely: Collection[str],
    different: Collection[str],
    reader: Reader,
) -> list[Shown]:
    """What a form names in the order it was shown. Anybody can write anything there, so only what
    this reader may see counts. No statement where nothing is named."""
    named = list(dict.fromkeys(references))[:MOST]
    known = visible_ids(named, reader=reader) if named else {}
    return [
        Shown(known[reference], rank, reference in likely, reference in different)
        for rank, reference in enumerate(named, start=1)
        if reference in known
    ]
