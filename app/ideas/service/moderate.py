"""Looking at what had to wait: it is published, or turned down with a reason."""

from __future__ import annotations

from typing import Any

from app.core import audit
from app.core.audit import entries_about
from app.core.db import lock, session
from app.core.errors import Conflict, Forbidden
from app.core.i18n import _
from app.ideas.events import comment_posted, idea_changed, looked_at
from app.ideas.models import Comment, Idea, State
from app.ideas.service.counts import refresh_comments
from app.ideas.service.drafts import Words
from app.people.models import User

Post = Idea | Comment
LET_THROUGH, TURN_DOWN = "let_through", "turn_down"


def let_through(
    post: Post, idea: Idea, *, version: int, actor: User, seen: State = State.PENDING
) -> None:
    """Publish an idea, or a comment on `idea`, as it was read. What was turned down may be
    published still, by who has `seen` that it was. Raises Conflict where it was decided meanwhile,
    saying by whom, and where `version` is no longer what others would read."""
    _take(post, version, actor, seen)
    before = {"state": post.state.value, "held_because": post.held_because}
    post.state, post.held_because, post.refusal = State.PUBLISHED, "", ""
    _decided(post, LET_THROUGH, actor, before, {})
    if isinstance(post, Idea):
        session.expire(post, ["is_listed"])
        idea_changed.send(post)
    else:
        refresh_comments(idea)
        comment_posted.send(post, idea=idea, actor=post.author)
    looked_at.send(post, idea=idea, actor=actor)


def turn_down(post: Post, idea: Idea, reason: Words, *, version: int, actor: User) -> None:
    """Its author is told the reason, and may write it anew. Raises Conflict as `let_through`."""
    _take(post, version, actor, State.PENDING)
    before = {"state": post.state.value, "held_because": post.held_because}
    post.state, post.refusal = State.REJECTED, reason.body
    _decided(post, TURN_DOWN, actor, before, {"reason": reason.body})
    looked_at.send(post, idea=idea, actor=actor)


def _take(post: Post, version: int, actor: User, seen: State) -> None:
    """As it is now, and as it stays until the unit ends."""
    if not actor.is_keeper:
        raise Forbidden(_("What waits to be looked at is decided by managers."))
    lock(post)
    if post.deleted_at is not None:
        raise Conflict(_("Its author took it out meanwhile."))
    if post.state is not seen:
        raise Conflict(_what_was_done(post))
    if post.version != version:
        raise Conflict(_("It was changed since you read it. Look at it anew."))


def _decided(
    post: Post, verb: str, actor: User, before: dict[str, Any], after: dict[str, Any]
) -> None:
    post.version += 1
    session.flush()
    after = {"state": post.state.value, **after, "version": post.version}
    audit.record(actor, f"{_family(post)}.{verb}", post, before=before, after=after)


def _what_was_done(post: Post) -> str:
    if post.state is State.PENDING:
        return _("Its author sent it again meanwhile. Look at it anew.")
    verbs = [f"{_family(post)}.{verb}" for verb in (LET_THROUGH, TURN_DOWN)]
    entries = entries_about([post], 1, actions=verbs)
    actor = session.get(User, entries[0].actor_id) if entries and entries[0].actor_id else None
    name = actor.name if actor and actor.name else _("Somebody")
    if post.state is State.PUBLISHED:
        return _("%(name)s published it a moment ago.", name=name)
    return _("%(name)s turned it down a moment ago.", name=name)


def _family(post: Post) -> str:
    return "idea" if isinstance(post, Idea) else "comment"
