"""How many people a press tells, and what to say once it was done."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.i18n import _, ngettext
from app.ideas.models import Idea
from app.improvements.models import Horizon
from app.improvements.queries.wording import phase_of, why_it_stayed
from app.improvements.service.move import Moved
from app.people.models import User
from app.telling.queries import audience_size


def people_told(ideas: Sequence[Idea], *, actor: User) -> int:
    """How many people news of all these ideas by `actor` tells, each once."""
    return audience_size(*ideas, actor=actor) if ideas else 0


def what_it_does(moving: Sequence[Idea], horizon: Horizon, *, told: int) -> str:
    """What a move will do, in one sentence; `told` is how many hear of it."""
    if not moving:
        return _("No idea changes its status, so nobody is told.")
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
