"""Moving an improvement to another horizon, and its ideas with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.core import text
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict
from app.core.i18n import _
from app.ideas.models import Idea, StatusChange
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_statuses, note_for
from app.ideas.service.drafts import Words
from app.improvements.events import improvement_moved
from app.improvements.models import Horizon, Improvement, Verdict
from app.improvements.policy import refuse_deciding
from app.improvements.queries.evidence import ideas_behind
from app.improvements.queries.following import Stayed, following
from app.improvements.queries.wording import horizon_name
from app.improvements.service.log import put_on_record, take
from app.people.models import User

NO_WORDS = Words("", "")


class Moved(NamedTuple):
    """Which ideas moved, and which stayed and why."""

    changes: list[StatusChange]
    staying: list[Stayed]


def words_for(horizon: Horizon, note: str) -> Words:
    """The public words that go with the move, rendered. Raises Invalid for too many of them."""
    phase = horizon.phase_of_ideas
    if phase is None:
        return Words(text.block(note), "")
    return note_for(first_status(phase), note)


def move(
    improvement: Improvement, horizon: Horizon, *, note: Words, version: int, actor: User
) -> Moved:
    """Put the improvement at `horizon`; its ideas get the first status of that horizon's phase, by
    one decision told once to each person behind them. Raises Stale for an older `version` and
    Conflict where it stands there already."""
    refuse_deciding(actor=actor)
    take(improvement, version=version)
    was = improvement.horizon
    if was is horizon:
        raise Conflict(_("It stands at “%(horizon)s” already.", horizon=horizon_name(horizon)))
    moment = now()
    improvement.horizon, improvement.horizon_since = horizon, moment
    improvement.shipped_at = moment if horizon is Horizon.SHIPPED else None
    put_on_record(
        improvement, Verdict.MOVED, was=was, became=horizon, reason=note.body, actor=actor
    )
    moved = bring_along(ideas_behind(improvement), horizon, note=note, actor=actor)
    improvement_moved.send(improvement, was=was, actor=actor)
    return moved


def bring_along(ideas: Iterable[Idea], horizon: Horizon, *, note: Words, actor: User) -> Moved:
    """Bring the status of `ideas` to where the horizon says, of those that follow."""
    session.flush()
    found = following(ideas, horizon)
    if horizon.phase_of_ideas is None or not found.moving:
        return Moved([], found.staying)
    status = first_status(horizon.phase_of_ideas)
    changes = change_statuses(found.moving, status, note=note, actor=actor)
    return Moved(changes, found.staying)
