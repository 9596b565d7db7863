"""What managers do to keep a board tidy, and taking an idea out again."""

from __future__ import annotations

import enum

from sqlalchemy import exists, select

from app.core import audit
from app.core.clock import now
from app.core.db import hold, lock, session
from app.core.errors import Conflict, Forbidden
from app.core.i18n import _
from app.ideas.events import idea_changed
from app.ideas.models import Idea, State
from app.ideas.policy import refuse_removing
from app.people.models import Role, User


class Mark(enum.StrEnum):
    """LOCKED: others comment no more. CLOSED: nobody votes any more. PINNED: stands first on its
    board; there is one such idea a board."""

    LOCKED = "locked"
    CLOSED = "closed"
    PINNED = "pinned"

    @property
    def column(self) -> str:
        return "voting_closed_at" if self is Mark.CLOSED else f"{self.value}_at"


def mark(idea: Idea, as_: Mark, *, actor: User) -> None:
    """Raises Conflict for what stands on no list."""
    _take(idea, actor)
    if not idea.is_listed:
        raise Conflict(_("This idea is on no list, so nothing changes there."))
    if getattr(idea, as_.column) is not None:
        return
    if as_ is Mark.PINNED:
        _unpin_others(idea)
    setattr(idea, as_.column, now())
    _changed(idea, f"idea.{as_.value}", actor)


def unmark(idea: Idea, as_: Mark, *, actor: User) -> None:
    _take(idea, actor)
    if getattr(idea, as_.column) is not None:
        setattr(idea, as_.column, None)
        _changed(idea, f"idea.not_{as_.value}", actor)


def remove(idea: Idea, *, actor: User) -> None:
    """Nobody finds it any more; an administrator can bring it back. Raises Forbidden for whoever
    may not, Conflict where others are counted with it."""
    lock(idea)
    refuse_removing(idea, actor=actor)
    led = exists().where(Idea.merged_into_id == idea.id)
    if idea.merged_into_id is not None or session.scalar(select(led)):
        raise Conflict(_("It is counted together with others. Take the merge back first."))
    if idea.deleted_at is None:
        idea.deleted_at, idea.pinned_at = now(), None
        _changed(idea, "idea.remove", actor)


def restore(idea: Idea, *, actor: User) -> None:
    """Raises Forbidden for who is no administrator."""
    if actor.role is not Role.ADMIN:
        raise Forbidden(_("Only an administrator brings ideas back."))
    lock(idea)
    if idea.deleted_at is not None:
        idea.deleted_at = None
        _changed(idea, "idea.restore", actor)


def _take(idea: Idea, actor: User) -> None:
    if not actor.is_keeper:
        raise Forbidden(_("Only managers change that."))
    hold("pins")
    lock(idea)


def _unpin_others(idea: Idea) -> None:
    pinned = select(Idea).where(Idea.board_id == idea.board_id, Idea.pinned_at.is_not(None))
    for other in session.scalars(pinned):
        other.pinned_at = None
    session.flush()


def _changed(idea: Idea, action: str, actor: User) -> None:
    idea.version += 1
    session.flush()
    session.expire(idea, ["is_listed"])
    audit.record(actor, action, idea, after={"version": idea.version})
    if idea.state is State.PUBLISHED:
        idea_changed.send(idea)
