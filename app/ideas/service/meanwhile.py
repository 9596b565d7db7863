"""Two people deciding at once: whoever comes second sees what the first did, and chooses."""

from __future__ import annotations

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
    # PostgreSQL: the second waits here for the first. SQLite has one writer.
    session.refresh(idea, with_for_update={"of": Idea})
    if idea.merged_into_id is not None or idea.deleted_at is not None:
        raise Conflict(_("This idea is no longer decided by itself."))
    if seen is None or seen == idea.version:
        return
    acts = acts_since(idea, seen, about=about, without=actor)
    if acts:
        raise DecidedMeanwhile(_("Somebody was quicker: read what they did first."), acts)
