"""Two people deciding at once: whoever comes second sees what the first did, and chooses."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session
from app.core.errors import Conflict
from app.core.i18n import _
from app.ideas.errors import DecidedMeanwhile
from app.ideas.models import Idea
from app.ideas.queries.acts import About, acts_since
from app.people.models import User


def refuse_if_decided(idea: Idea, seen: int | None, *, about: About, actor: User) -> None:
    """Call it first in the unit of change, with the version of `idea` that `actor` has `seen`; None
    where they saw no page. Raises DecidedMeanwhile, and Conflict where the idea was merged away."""
    _wait_for_others(idea)
    if idea.merged_into_id is not None or idea.deleted_at is not None:
        raise Conflict(_("This idea is no longer decided by itself."))
    if seen is None or seen == idea.version:
        return
    acts = acts_since(idea, seen, about=about, without=actor)
    if acts:
        raise DecidedMeanwhile(_("Somebody was quicker: read what they did first."), acts)


def _wait_for_others(idea: Idea) -> None:
    """PostgreSQL: the second waits here for the first; SQLite has one writer. What the first
    changed is read by a statement of its own: one that joins the status while it waits finds the
    row no longer fits what it was joined with, and comes back empty."""
    session.execute(select(Idea.id).where(Idea.id == idea.id).with_for_update())
    session.refresh(idea)
