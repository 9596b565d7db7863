"""Making an improvement of ideas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import hold, session
from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.models import Idea
from app.ideas.service.drafts import Words
from app.improvements.events import improvement_moved
from app.improvements.models import Horizon, Improvement, Verdict
from app.improvements.policy import refuse_deciding
from app.improvements.queries.roots import roots_of
from app.improvements.searchable import let_the_index_learn
from app.improvements.service.baseline import freeze
from app.improvements.service.drafts import Draft
from app.improvements.service.evidence import put_behind
from app.improvements.service.log import put_on_record
from app.improvements.service.move import NO_WORDS, Moved, bring_along
from app.people.models import User


class Promoted(NamedTuple):
    improvement: Improvement
    moved: Moved


def promote(
    ideas: Iterable[Idea], written: Draft, *, actor: User, note: Words = NO_WORDS
) -> Promoted:
    """Make an improvement of any number of ideas, also none. Those that were merged stand for the
    ones they went into. The baseline of its metric is frozen here; its ideas go where the horizon
    says. Raises Conflict, naming the other, for an idea that is behind an improvement already."""
    refuse_deciding(actor=actor)
    if not written.horizon.is_open:
        message = _("A new improvement is considered, or stands at later, next or now.")
        raise Invalid(message, errors={"horizon": message})
    roots = roots_of(ideas)
    improvement = _made(written)
    let_the_index_learn(improvement)
    for root in roots:
        put_behind(improvement, root)
    freeze(improvement, written.aims)
    put_on_record(
        improvement,
        Verdict.PROMOTED,
        became=written.horizon,
        reason=written.charge.reason_without or note.body,
        actor=actor,
    )
    moved = bring_along(roots, written.horizon, note=note, actor=actor)
    if written.horizon is not Horizon.CONSIDERING:
        improvement_moved.send(improvement, was=Horizon.CONSIDERING, actor=actor)
    return Promoted(improvement, moved)


def next_number() -> int:
    """The number behind the next reference; never given twice."""
    hold("improvement numbers")
    return (session.scalar(select(func.max(Improvement.number))) or 0) + 1


def _made(written: Draft) -> Improvement:
    moment = now()
    aims, charge = written.aims, written.charge
    improvement = Improvement(
        number=next_number(),
        title=written.title,
        problem=written.problem,
        outcome=written.outcome,
        summary=written.summary,
        owner=charge.owner,
        sponsor=charge.sponsor,
        decision_needed_by=charge.decision_needed_by,
        reason_without=charge.reason_without,
        stage=aims.stage,
        element=aims.element,
        touchpoint=aims.touchpoint,
        metric=aims.metric,
        target=aims.target,
        horizon=written.horizon,
        horizon_since=moment,
        is_public=written.is_public,
        version=0,  # the decision that makes it gives it its first
    )
    session.add(improvement)
    session.flush()
    return improvement
