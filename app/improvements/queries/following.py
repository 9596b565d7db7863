"""Which ideas follow their improvement to a horizon, and which stay. Reads only what is loaded, so
that a page can say before the press what the press will do."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from app.ideas.models import Idea
from app.improvements.models import Horizon


class Why(enum.Enum):
    """CLOSED: shipped, answered or not planned for good. MERGED: its root moves, not itself."""

    ALREADY_THERE = "already there"
    CLOSED = "closed"
    MERGED = "merged"
    ASKS_FOR_DECISION = "asks for a decision"


class Stayed(NamedTuple):
    idea: Idea
    why: Why


class Following(NamedTuple):
    moving: list[Idea]
    staying: list[Stayed]


def following(ideas: Iterable[Idea], horizon: Horizon) -> Following:
    """Who follows to `horizon`. What is closed for good stays closed, also when an improvement
    that shipped is taken back."""
    found = Following([], [])
    for idea in ideas:
        why = _why_it_stays(idea, horizon)
        if why is None:
            found.moving.append(idea)
        else:
            found.staying.append(Stayed(idea, why))
    return found


def _why_it_stays(idea: Idea, horizon: Horizon) -> Why | None:
    if idea.merged_into_id is not None:
        return Why.MERGED
    if idea.status.phase is horizon.phase_of_ideas:
        return Why.ALREADY_THERE
    if not idea.status.phase.is_open_for_votes:
        return Why.CLOSED
    return Why.ASKS_FOR_DECISION if horizon.phase_of_ideas is None else None
