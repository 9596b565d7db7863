"""Merging ideas and taking it back. A merge is a link: votes, follows and comments stay where
people gave them, so that taking the link away restores everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NoReturn
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import aliased, lazyload

from app.core import audit
from app.core.clock import now
from app.core.db import hold, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.duplicates import policy
from app.duplicates.events import idea_unmerged, ideas_merged
from app.duplicates.models import Merge, Objection
from app.duplicates.queries import present_merge
from app.ideas.events import idea_changed
from app.ideas.models import Idea, State
from app.ideas.service.drafts import Words
from app.ideas.service.families import lead
from app.people.models import User


def merge(
    source: Idea,
    target: Idea,
    *,
    note: Words,
    actor: User,
    accepts_wider: bool = False,
    press: UUID | None = None,
) -> Merge:
    """Count `source`, and all that was merged into it, together with `target`. The `note` is for
    whoever asked for `source`; merges with the same `press` are undone together.

    Raises Invalid, naming `into`, for a target that cannot be one, and naming `accepts_wider` for
    one on a board that more people see, unless that is accepted; Conflict where the ideas have
    moved on, saying what was decided.
    """
    family = _lock(source, target)
    _refuse_decided(source, target)
    _refuse_gone(source, target)
    _refuse_board(source, target, accepts_wider)
    link = Merge(
        source=source,
        target=target,
        actor=actor,
        note=note.body,
        note_html=note.body_html,
        press=press,
    )
    session.add(link)
    session.flush()
    lead([idea for idea in family if source.id in (idea.id, idea.merged_into_id)], target)
    _let_the_index_learn(source, target)
    audit.record(actor, "idea.merge", source, after={"into": target.reference, "note": note.body})
    ideas_merged.send(link, actor=actor)
    return link


def unmerge(source: Idea, *, actor: User) -> Merge:
    """Let `source` stand by itself again, with all that was merged into it before. Objections to
    the merge are settled by it. Raises Conflict where it stands by itself already."""
    family = _lock(source)
    link = present_merge(source)
    if link is None:
        raise Conflict(_("%(source)s stands by itself already.", source=source.reference))
    link.undone_at, link.undone_by_id = now(), actor.id
    session.flush()
    root = next(idea for idea in family if idea.id == source.merged_into_id)
    led = _merged_into(source, family)
    lead([source], None)
    lead(led, source)
    _settle_objections(link, actor)
    _let_the_index_learn(source, root)
    audit.record(actor, "idea.unmerge", source, before={"into": link.target.reference})
    idea_unmerged.send(link, actor=actor)
    return link


def _lock(*ideas: Idea) -> Sequence[Idea]:
    """The ideas with their whole families, as they are now. One merge at a time goes past here; on
    PostgreSQL votes wait for their ideas, locked in the order of ids as voters do."""
    hold("merges")
    ids = [idea.id for idea in ideas]
    own = aliased(Idea)
    roots = select(own.merged_into_id).where(own.id.in_(ids), own.merged_into_id.is_not(None))
    ends = (Idea.id.in_(ids), Idea.merged_into_id.in_(ids))
    family = (
        select(Idea)
        .where(or_(*ends, Idea.id.in_(roots), Idea.merged_into_id.in_(roots)))
        .order_by(Idea.id)
        .options(lazyload(Idea.status))  # PostgreSQL would join the one from before the wait
        .with_for_update(of=Idea)
        .execution_options(populate_existing=True)
    )
    return session.scalars(family).all()


def _refuse_decided(source: Idea, target: Idea) -> None:
    """Into itself, round in a circle, and what somebody else decided first."""
    if source.id == target.id:
        _refuse(_("An idea cannot be counted together with itself. Choose another one."))
    if source.merged_into_id is not None:
        raise Conflict(_already(source))
    if target.merged_into_id is None:
        return
    if target.merged_into_id == source.id:
        raise Conflict(_already(target))
    root = session.get_one(Idea, target.merged_into_id)
    _refuse(
        _(
            "%(target)s is counted with %(root)s itself. Merge into %(root)s instead.",
            target=target.reference,
            root=root.reference,
        )
    )


def _refuse_gone(*ideas: Idea) -> None:
    for idea in ideas:
        if idea.deleted_at is not None:
            raise Conflict(_("%(idea)s was deleted, so it cannot be merged.", idea=idea.reference))
        if idea.state is not State.PUBLISHED:
            raise Conflict(_("%(idea)s is not published. Publish it first.", idea=idea.reference))


def _refuse_board(source: Idea, target: Idea, accepts_wider: bool) -> None:
    if not policy.is_seen_by_all_of(target.board, source.board):
        _refuse(
            _(
                "Not everyone who sees “%(source)s” sees “%(target)s”, so people would lose sight"
                " of what they asked for. Merge the other way round, or choose another idea.",
                source=source.board.name,
                target=target.board.name,
            )
        )
    if not accepts_wider and policy.is_seen_by_more_than(target.board, source.board):
        _refuse(
            _(
                "More people see “%(target)s” than “%(source)s”. They will not see this idea’s"
                " words, comments and voters, but they will see how many people asked. Confirm"
                " that.",
                source=source.board.name,
                target=target.board.name,
            ),
            field="accepts_wider",
        )


def _refuse(message: str, *, field: str = "into") -> NoReturn:
    raise Invalid(message, errors={field: message})


def _already(idea: Idea) -> str:
    """What was decided before, in full: whoever comes second chooses anew."""
    made = present_merge(idea)
    return _(
        "%(source)s was merged into %(target)s by %(name)s. If you see it differently, undo that"
        " first.",
        source=idea.reference,
        target=made.target.reference if made else "",
        name=made.actor.name if made and made.actor else _("somebody"),
    )


def _merged_into(source: Idea, family: Sequence[Idea]) -> list[Idea]:
    """Those of the family whose chain of links leads through `source`."""
    present = select(Merge.source_id, Merge.target_id).where(
        Merge.source_id.in_([idea.id for idea in family]), Merge.undone_at.is_(None)
    )
    target_of = {row.source_id: row.target_id for row in session.execute(present)}
    return [idea for idea in family if source.id in _way(idea.id, target_of)]


def _way(start: int, target_of: dict[int, int]) -> Iterable[int]:
    while start in target_of:
        start = target_of[start]
        yield start


def _settle_objections(link: Merge, actor: User) -> None:
    waiting = (Objection.merge_id == link.id, Objection.settled_at.is_(None))
    session.execute(
        update(Objection).where(*waiting).values(settled_at=now(), settled_by_id=actor.id)
    )


def _let_the_index_learn(*ideas: Idea) -> None:
    """Which ideas are found, and under which titles."""
    for idea in ideas:
        idea_changed.send(idea)
