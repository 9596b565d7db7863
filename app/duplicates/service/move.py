"""Putting an idea on another board, with all that hangs on it and under the same address, where
nobody who asked for the same loses sight of it."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.core import audit
from app.core.db import hold, lock, session
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.core.i18n import _
from app.duplicates.policy import is_seen_by_all_of, is_seen_by_more_than
from app.ideas.events import idea_changed
from app.ideas.models import Board, Idea, State
from app.ideas.policy import refuse_moving
from app.people.models import User


def move(idea: Idea, to: Board, *, version: int, actor: User, accepts_wider: bool = False) -> None:
    """Raises Forbidden for whoever may not, Stale when the idea was changed since, Invalid naming
    `accepts_wider` where more people would see it, and Conflict where it does not belong: on a
    closed board, counted with another idea, away from those who asked for the same, or beside one
    that an import called the same."""
    hold("merges")
    hold("pins")
    lock(idea)
    refuse_moving(idea, to, actor=actor)
    if idea.version != version:
        raise Stale(_("Someone changed this idea a moment ago. Look at it again, then decide."))
    if idea.board_id == to.id:
        return
    _refuse(idea, to)
    if not accepts_wider and is_seen_by_more_than(to, idea.board):
        message = _("More people see that board. Say that they may read what was said so far.")
        raise Invalid(message, errors={"accepts_wider": message})
    before = idea.board.slug
    idea.board, idea.pinned_at = to, None
    idea.version += 1
    session.flush()
    session.expire(idea, ["is_listed"])
    after = {"board": to.slug, "version": idea.version}
    audit.record(actor, "idea.board", idea, before={"board": before}, after=after)
    if idea.state is State.PUBLISHED:
        idea_changed.send(idea)


def _refuse(idea: Idea, to: Board) -> None:
    if idea.deleted_at is not None:
        raise NotFound(_("There is nothing at this address."))
    if to.archived_at is not None:
        raise Conflict(_("“%(board)s” is closed to new ideas. Open it first.", board=to.name))
    if idea.merged_into_id is not None:
        raise Conflict(_("It is counted with another idea. Take the merge back first."))
    sources = select(Board).join(Idea, Idea.board_id == Board.id)
    sources = sources.where(Idea.merged_into_id == idea.id).distinct()
    if not all(is_seen_by_all_of(to, source) for source in session.scalars(sources)):
        raise Conflict(
            _(
                "Ideas are counted with it whose askers would lose sight of it there. Take these "
                "merges back first."
            )
        )
    _refuse_same_name(idea, to)


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
