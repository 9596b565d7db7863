"""How many people a press tells, and what to say once it was done."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.i18n import _, ngettext
from app.ideas.models import Idea
from app.improvements.models import Horizon
from app.improvements.queries.demand import demand_behind
from app.improvements.queries.wording import phase_of, why_it_stayed
from app.improvements.service.move import Moved


def people_told(ideas: Sequence[Idea]) -> int:
    """How many people stand behind these ideas, each counted once."""
    return demand_behind([idea.id for idea in ideas]).people


def what_it_does(moving: Sequence[Idea], horizon: Horizon) -> str:
    """What a move will do, in one sentence."""
    if not moving:
        return _("No idea changes its status, so nobody is told.")
    told = people_told(moving)
    ideas = ngettext("%(num)s idea", "%(num)s ideas", len(moving))
    return ngettext(
        "This moves %(ideas)s to “%(status)s” and tells %(num)s person.",
        "This moves %(ideas)s to “%(status)s” and tells %(num)s people.",
        told,
        ideas=ideas,
        status=phase_of(horizon),
    )


def what_was_done(moved: Moved, horizon: Horizon) -> str:
    """Which ideas moved, and which stayed and why."""
    said = []
    if moved.changes:
        said.append(
            ngettext(
                "%(num)s idea is now “%(status)s”.",
                "%(num)s ideas are now “%(status)s”.",
                len(moved.changes),
                status=phase_of(horizon),
            )
        )
    said += [why_it_stayed(each) for each in moved.staying]
    return " ".join(said)
