"""Putting an idea on another board: with all that hangs on it, under the same address."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.core import audit
from app.core.db import hold, lock, session
from app.core.errors import Conflict, Stale
from app.core.i18n import _
from app.ideas.events import idea_changed
from app.ideas.models import Board, Idea, State
from app.ideas.policy import refuse_moving
from app.people.models import User


def move(idea: Idea, to: Board, *, version: int, actor: User) -> None:
    """Raises Forbidden for whoever may not, Stale when the idea was changed since, Conflict for one
    that is counted with another, or whose name elsewhere the other board has already."""
    hold("pins")
    lock(idea)
    refuse_moving(idea, to, actor=actor)
    if idea.version != version:
        raise Stale(_("Someone changed this idea a moment ago. Look at it again, then decide."))
    if idea.merged_into_id is not None:
        raise Conflict(_("It is counted with another idea. Take the merge back first."))
    if idea.board_id == to.id:
        return
    _refuse_same_name(idea, to)
    before = idea.board.slug
    idea.board, idea.pinned_at = to, None
    idea.version += 1
    session.flush()
    session.expire(idea, ["is_listed"])
    after = {"board": to.slug, "version": idea.version}
    audit.record(actor, "idea.board", idea, before={"board": before}, after=after)
    if idea.state is State.PUBLISHED:
        idea_changed.send(idea)


def _refuse_same_name(idea: Idea, to: Board) -> None:
    """What an import called the same would no longer be told apart."""
    same = exists().where(Idea.board_id == to.id, Idea.external_id == idea.external_id)
    if idea.external_id is not None and session.scalar(select(same)):
        raise Conflict(
            _(
                "On “%(board)s” another idea has the same name in the system it came from "
                "(%(name)s). Merge the two instead.",
                board=to.name,
                name=idea.external_id,
            )
        )
