"""Changing what an improvement says, by its owner or a manager."""

from __future__ import annotations

from typing import Any

from app.core import audit
from app.core.db import session
from app.core.errors import Conflict
from app.core.i18n import _
from app.improvements.models import Improvement
from app.improvements.policy import refuse_deciding, refuse_edit
from app.improvements.searchable import let_the_index_learn
from app.improvements.service.baseline import freeze
from app.improvements.service.drafts import Draft, figure_of
from app.improvements.service.log import take
from app.journey.metrics import Metric
from app.people.models import User


def edit(improvement: Improvement, written: Draft, *, version: int, actor: User) -> Improvement:
    """Change words, place on the map and target; for managers also who answers for it, what is
    public, and the metric where it had none yet, whose baseline is frozen then. The horizon has
    its own service. Raises Stale for an older `version`, Forbidden for what is not the actor's to
    change and Conflict for a metric that is frozen already."""
    refuse_edit(improvement, actor=actor)
    take(improvement, version=version)
    if _is_managers(improvement, written):
        refuse_deciding(actor=actor)
    is_frozen = improvement.metric is not None
    if is_frozen:
        _refuse_another_metric(improvement, written)
    before = _told(improvement)
    _write(improvement, written)
    if not is_frozen:
        freeze(improvement, written.aims)
    session.flush()
    let_the_index_learn(improvement)
    _record(improvement, before, actor)
    return improvement


def _refuse_another_metric(improvement: Improvement, written: Draft) -> None:
    frozen = (improvement.metric, figure_of(improvement))
    wanted = (written.aims.metric, written.aims.figure)
    if wanted[0] is not frozen[0] or (frozen[0] is Metric.TYPED and wanted[1] != frozen[1]):
        raise Conflict(
            _("The metric and the figure it starts from were frozen when it was promoted.")
        )


def _is_managers(improvement: Improvement, written: Draft) -> bool:
    owner, sponsor = written.charge.owner, written.charge.sponsor
    return (
        improvement.owner_id != (owner.id if owner else None)
        or improvement.sponsor_id != (sponsor.id if sponsor else None)
        or improvement.is_public != written.is_public
    )


def _write(improvement: Improvement, written: Draft) -> None:
    aims, charge = written.aims, written.charge
    improvement.title, improvement.summary = written.title, written.summary
    improvement.problem, improvement.outcome = written.problem, written.outcome
    improvement.stage, improvement.element = aims.stage, aims.element
    improvement.touchpoint, improvement.target = aims.touchpoint, aims.target
    improvement.owner, improvement.sponsor = charge.owner, charge.sponsor
    improvement.decision_needed_by = charge.decision_needed_by
    improvement.reason_without = charge.reason_without
    improvement.is_public = written.is_public


def _told(improvement: Improvement) -> dict[str, Any]:
    """What the audit log compares: texts, numbers and keys as JSON takes them."""
    needed_by, target = improvement.decision_needed_by, improvement.target
    return {
        "title": improvement.title,
        "problem": improvement.problem,
        "outcome": improvement.outcome,
        "summary": improvement.summary,
        "owner": improvement.owner_id,
        "sponsor": improvement.sponsor_id,
        "decision_needed_by": needed_by.isoformat() if needed_by else None,
        "stage": improvement.stage_id,
        "element": improvement.element_id,
        "touchpoint": improvement.touchpoint_id,
        "metric": improvement.metric,
        "target": f"{target.normalize():f}" if target is not None else None,
        "reason_without": improvement.reason_without,
        "is_public": improvement.is_public,
    }


def _record(improvement: Improvement, before: dict[str, Any], actor: User) -> None:
    after = _told(improvement)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        improvement.version += 1
        session.flush()
        audit.record(
            actor,
            "improvement.edit",
            improvement,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
