"""Comments, official answers and internal notes."""

from __future__ import annotations

from sqlalchemy.orm.attributes import flag_modified

from app.core import audit
from app.core.clock import now
from app.core.db import lock, session
from app.core.errors import Conflict, Forbidden, Stale
from app.core.i18n import _
from app.core.markup import RENDERER_VERSION
from app.ideas.events import comment_posted
from app.ideas.models import ANSWERS, Comment, CommentKind, Held, Idea, State
from app.ideas.moderation import refuse_blocked, why_held
from app.ideas.policy import refuse_editing
from app.ideas.service.counts import refresh_comments
from app.ideas.service.drafts import Words
from app.people.models import User


def comment(
    idea: Idea,
    said: Words,
    *,
    author: User,
    kind: CommentKind = CommentKind.PUBLIC,
    in_haste: bool = False,
) -> Comment:
    """Add to the conversation; where the board or the words ask for it, they wait to be looked at.
    Raises Forbidden for a kind the author may not write and for who is blocked, and Conflict for a
    direct answer where nobody is known to have asked."""
    refuse_blocked(author)
    _refuse_wrong_kind(author, kind)
    _refuse_where_it_is_over(idea, kind, author)
    held = why_held(said.body, board=idea.board, author=author, in_haste=in_haste)
    posted = Comment(
        idea_id=idea.id,
        author=author,
        kind=kind,
        state=State.PENDING if held else State.PUBLISHED,
        held_because=held or "",
        body=said.body,
        body_html=said.body_html,
        renderer_version=RENDERER_VERSION,
        language=author.locale,
        created_at=now(),
    )
    session.add(posted)
    if kind in ANSWERS:
        _count_as_answer(idea, posted)
    session.flush()
    refresh_comments(idea)
    if kind is not CommentKind.PUBLIC:
        after = {"comment": str(posted.uid), "version": idea.version}
        audit.record(author, f"comment.{kind}", idea, after=after)
    if not held:
        comment_posted.send(posted, idea=idea, actor=author)
    return posted


def edit_comment(
    posted: Comment,
    idea: Idea,
    said: Words,
    *,
    version: int,
    actor: User,
    in_haste: bool = False,
) -> None:
    """Say one's own comment in other words. These may have to be looked at as the first ones had;
    what was turned down is thereby sent again. Nobody is told, and what it said is not kept.

    Raises Forbidden for what is not theirs and for who is blocked, Conflict where the conversation
    is over or the comment waits, Stale when `version` is no longer the comment's.
    """
    refuse_editing(posted, actor=actor)
    refuse_blocked(actor)
    _refuse_where_it_is_over(idea, posted.kind, actor)
    lock(posted)
    if posted.deleted_at is not None:
        raise Conflict(_("You took this comment out meanwhile."))
    if posted.version != version:
        raise Stale(_("This comment was changed since you opened it. Look at it again first."))
    if posted.state is State.PENDING:
        # Else what somebody read and publishes might not be what is published.
        raise Conflict(_("Somebody is about to look at it. Change it once that is done."))
    if said.body == posted.body and posted.state is State.PUBLISHED:
        return
    held = why_held(said.body, board=idea.board, author=actor, in_haste=in_haste, instead_of=posted)
    _let_it_wait(posted, held)
    posted.body, posted.body_html = said.body, said.body_html
    posted.renderer_version, posted.version = RENDERER_VERSION, posted.version + 1
    session.flush()
    refresh_comments(idea)


def remove_comment(posted: Comment, idea: Idea, *, actor: User) -> None:
    """Take a comment out of the conversation: one's own, or any as a manager."""
    is_own = posted.author_id == actor.id
    if not is_own and not actor.is_keeper:
        raise Forbidden(_("Only its author or a manager may remove a comment."))
    posted.deleted_at = now()
    session.flush()
    refresh_comments(idea)
    if not is_own or posted.kind is not CommentKind.PUBLIC:
        audit.record(actor, "comment.remove", posted, before={"body": posted.body})


def _let_it_wait(posted: Comment, held: Held | None) -> None:
    if posted.state is State.REJECTED:
        posted.state, posted.refusal = State.PENDING, ""
        return
    posted.edited_at = now()
    if held:
        posted.state, posted.held_because = State.PENDING, held


def _refuse_wrong_kind(author: User, kind: CommentKind) -> None:
    if kind is CommentKind.INTERNAL and not author.is_staff:
        raise Forbidden(_("Internal notes are written by staff only."))
    if kind in ANSWERS and not author.is_keeper:
        raise Forbidden(_("Official answers are written by managers only."))


def _refuse_where_it_is_over(idea: Idea, kind: CommentKind, author: User) -> None:
    if idea.locked_at is not None and kind is CommentKind.PUBLIC and not author.is_keeper:
        raise Conflict(_("The conversation here is closed. You can read it and vote."))
    if kind is CommentKind.DIRECT and idea.author_id is None:
        raise Conflict(
            _("Nobody is known to have asked this, so the answer can go to everyone only.")
        )
    if idea.deleted_at is not None:
        raise Conflict(_("This idea was deleted, so it takes no more comments."))


def _count_as_answer(idea: Idea, posted: Comment) -> None:
    idea.version += 1
    if idea.first_answered_at is None and not idea.is_imported:
        idea.first_answered_at = posted.created_at
    if posted.kind is CommentKind.DIRECT:
        # Others are not to see that something was said: the idea looks as old as before.
        flag_modified(idea, "updated_at")
