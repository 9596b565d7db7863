"""Decisions put on record, and the check that what was decided upon is still what it was."""

from __future__ import annotations

from app.core import audit
from app.core.db import session
from app.core.errors import Stale
from app.core.i18n import _
from app.ideas.models import Idea
from app.improvements.models import Decision, Improvement, Verdict
from app.improvements.queries.wording import horizon_name
from app.people.models import User


def take(improvement: Improvement, *, version: int) -> None:
    """Hold the improvement and check it. Raises Stale when `version`, the one the
    person saw, is no longer its own: they shall see what others decided and choose anew."""
    hold_still(improvement)
    if improvement.version != version:
        raise Stale(
            _(
                "Someone changed this improvement since you opened it. It now stands at "
                "“%(horizon)s”. Look at what was decided, then choose.",
                horizon=horizon_name(improvement.horizon),
            )
        )


def hold_still(improvement: Improvement) -> None:
    """Nobody else changes it before the unit of change ends. SQLite has one writer anyway."""
    session.refresh(improvement, with_for_update={"of": Improvement})


def put_on_record(
    improvement: Improvement,
    verdict: Verdict,
    *,
    actor: User,
    was: str = "",
    became: str = "",
    reason: str = "",
    idea: Idea | None = None,
) -> Decision:
    """A row of the decision log and one of the audit log; the improvement gets a new version."""
    decision = Decision(
        improvement_id=improvement.id,
        idea_id=idea.id if idea else None,
        decider=actor,
        verdict=verdict,
        was=was,
        became=became,
        reason=reason,
    )
    session.add(decision)
    improvement.version += 1
    session.flush()
    about = {"idea": idea.reference} if idea else {}
    audit.record(
        actor,
        f"improvement.{verdict}",
        improvement,
        before={**about, "was": was},
        after={**about, "became": became, "reason": reason},
    )
    return decision
