"""Putting an idea on a board, and changing what one wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core import audit
from app.core.calendar import working_days_after
from app.core.clock import now
from app.core.db import hold, lock, session
from app.core.errors import Conflict, Stale
from app.core.i18n import _
from app.core.markup import RENDERER_VERSION
from app.core.settings import portal
from app.ideas.events import idea_changed, idea_submitted
from app.ideas.models import Board, Held, Idea, Phase, State, Topic
from app.ideas.moderation import refuse_blocked, why_held
from app.ideas.queries.statuses import first_status
from app.ideas.service.drafts import Draft
from app.people.models import User


def submit(
    written: Draft,
    *,
    board: Board,
    author: User,
    topic: Topic | None = None,
    external_id: str | None = None,
    on_behalf_of: User | None = None,
    in_haste: bool = False,
) -> Idea:
    """Put an idea on `board`, or let it wait; `votes`, which listens, casts its author's vote. One
    for a customer is put down by `votes.service.represent`. Raises Conflict and Forbidden."""
    refuse_blocked(author)
    refuse_closed(board)
    idea = new_idea(
        written,
        board=board,
        topic=topic,
        held=_why_held(written, board, author, in_haste),
        external_id=external_id,
        author=author,
        on_behalf_of=on_behalf_of,
        language=author.locale or portal().locale,
    )
    idea_submitted.send(idea)
    return idea


def new_idea(
    written: Draft, *, board: Board, topic: Topic | None, held: Held | None, **more: Any
) -> Idea:
    """One that nobody was told of yet."""
    moment = now()
    idea = Idea(
        board=board,
        number=next_number(),
        title=written.title,
        body=written.body,
        body_html=written.body_html,
        renderer_version=RENDERER_VERSION,
        status=first_status(Phase.NEW),
        topic=topic,
        state=State.PENDING if held else State.PUBLISHED,
        held_because=held or "",
        created_at=moment,
        status_since=moment,
        answer_due_at=_promised(moment),
        **more,
    )
    session.add(idea)
    session.flush()
    idea_changed.send(idea)
    return idea


def refuse_closed(board: Board) -> None:
    """Raises Conflict."""
    if board.archived_at is not None:
        raise Conflict(_("This board no longer takes ideas. Choose another one."))


def edit(idea: Idea, written: Draft, *, version: int, actor: User) -> Idea:
    """Change title and body. What was turned down is thereby sent again. Raises Stale when
    `version` is no longer the idea's, and Forbidden for who is blocked."""
    refuse_blocked(actor)
    lock(idea)
    if idea.version != version:
        raise Stale(_("Someone changed this idea since you opened it. Look at it again first."))
    before = {"title": idea.title, "body": idea.body}
    idea.title, idea.body, idea.body_html = written.title, written.body, written.body_html
    idea.renderer_version = RENDERER_VERSION
    idea.version += 1
    if not actor.is_keeper:
        _let_it_wait(idea, written, actor)
    session.flush()
    session.expire(idea, ["is_listed"])
    if idea.author_id != actor.id:
        after = {"title": idea.title, "body": idea.body, "version": idea.version}
        audit.record(actor, "idea.edit", idea, before=before, after=after)
    idea_changed.send(idea)
    return idea


def next_number() -> int:
    """The number behind the next reference; never given twice."""
    hold("idea numbers")
    return (session.scalar(select(func.max(Idea.number))) or 0) + 1


def _let_it_wait(idea: Idea, written: Draft, author: User) -> None:
    """Other words may have to be looked at as the first ones had."""
    held = _why_held(written, idea.board, author, instead_of=idea)
    if idea.state is State.REJECTED:
        idea.state = State.PENDING
    elif idea.state is State.PUBLISHED and held:
        idea.state, idea.held_because = State.PENDING, held


def _why_held(
    written: Draft,
    board: Board,
    author: User,
    in_haste: bool = False,
    instead_of: Idea | None = None,
) -> Held | None:
    text = f"{written.title}\n{written.body}"
    return why_held(text, board=board, author=author, in_haste=in_haste, instead_of=instead_of)


def _promised(moment: datetime) -> datetime | None:
    """When the first answer is due; None where the portal promises nothing (0 days)."""
    days = portal().answer_within_days
    return working_days_after(moment, days, zone=portal().time_zone) if days > 0 else None
