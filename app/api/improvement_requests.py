"""What a program wrote about an improvement, as the services take it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.db import session
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.ideas.models import Idea
from app.improvements.models import Horizon, Improvement
from app.improvements.queries.roots import ideas_named
from app.improvements.service.drafts import Aims, Charge, Draft, TypedFigure, draft, figure_of
from app.journey.metrics import Metric
from app.journey.models import Element, Stage, Touchpoint
from app.people.models import User
from app.people.queries import by_email

FIGURE = {
    "metric_name": "name",
    "metric_unit": "unit",
    "baseline": "value",
    "baseline_n": "n",
    "baseline_on": "on",
    "baseline_source": "source",
}
EMPTY = Draft("", "", "", "", Aims(), Charge(), Horizon.CONSIDERING, is_public=True)


def drafted(wanted: dict[str, Any], *, present: Improvement | None = None) -> Draft:
    """What is `wanted`, and the rest as it is at `present`. Raises Invalid, naming fields as the
    API calls them."""
    base = _as_it_is(present) if present else EMPTY
    words = {name: wanted.get(name, getattr(base, name)) for name in ("problem", "outcome")}
    try:
        return draft(
            wanted.get("title", base.title),
            **words,
            summary=wanted.get("summary", base.summary),
            aims=_aims(wanted, base.aims),
            charge=_charge(wanted, base.charge),
            horizon=base.horizon if present else Horizon(wanted["horizon"]),
            is_public=wanted.get("is_public", base.is_public),
        )
    except Invalid as refusal:
        errors = refusal.errors
        if "reason_without" in errors:
            errors["reason"] = errors.pop("reason_without")
        raise


def ideas_wanted(names: list[str], *, reader: User) -> list[Idea]:
    """Ideas by id or reference. Raises Invalid for one that this reader does not see."""
    uids = [uid for uid in map(_uid, names) if uid is not None]
    found = select(Idea.uid, Idea.number).where(Idea.uid.in_(uids))
    references = {row.uid: f"H-{row.number}" for row in session.execute(found)} if uids else {}
    try:
        return ideas_named(
            [references.get(_uid(name), name) for name in names],
            reader=reader,
        )
    except NotFound as refusal:
        raise Invalid(refusal.message, errors={"idea_ids": refusal.message}) from None


def _as_it_is(present: Improvement) -> Draft:
    return Draft(
        title=present.title,
        problem=present.problem,
        outcome=present.outcome,
        summary=present.summary,
        aims=Aims(
            present.stage,
            present.element,
            present.touchpoint,
            present.metric,
            figure_of(present),
            present.target,
        ),
        charge=Charge(
            present.owner, present.sponsor, present.decision_needed_by, present.reason_without
        ),
        horizon=present.horizon,
        is_public=present.is_public,
    )


def _aims(wanted: dict[str, Any], base: Aims) -> Aims:
    changes: dict[str, Any] = {}
    if "touchpoint" in wanted:
        changes["touchpoint"] = _touchpoint(wanted["touchpoint"])
    if "stage" in wanted:
        changes["stage"] = _keyed(Stage, "stage", wanted["stage"])
    if "element" in wanted:
        changes["element"] = _keyed(Element, "element", wanted["element"])
    if "metric" in wanted:
        changes["metric"] = Metric(wanted["metric"]) if wanted["metric"] else None
    if "target" in wanted:
        changes["target"] = wanted["target"]
    typed = {FIGURE[name]: value for name, value in wanted.items() if name in FIGURE}
    figure: TypedFigure = replace(base.figure, **typed)
    return replace(base, figure=figure, **changes)


def _charge(wanted: dict[str, Any], base: Charge) -> Charge:
    changes: dict[str, Any] = {}
    for field in ("owner", "sponsor"):
        if field in wanted:
            changes[field] = _person(field, wanted[field])
    if "decision_needed_by" in wanted:
        changes["decision_needed_by"] = wanted["decision_needed_by"]
    if "reason" in wanted:
        changes["reason_without"] = wanted["reason"]
    return replace(base, **changes)


def _person(field: str, name: str | None) -> User | None:
    if name is None:
        return None
    uid = _uid(name)
    by_id = select(User).where(User.uid == uid)
    person = session.scalar(by_id) if uid else by_email(name)
    if person is None:
        message = _("There is nobody with this id or address.")
        raise Invalid(message, errors={field: message})
    return person


def _keyed(table: type[Stage] | type[Element], field: str, key: str | None) -> Any:
    if key is None:
        return None
    found = session.scalar(select(table).where(table.key == key))
    if found is None:
        message = _("There is nothing with the key “%(key)s”.", key=key)
        raise Invalid(message, errors={field: message})
    return found


def _touchpoint(name: str | None) -> Touchpoint | None:
    if name is None:
        return None
    uid = _uid(name)
    found = session.scalar(select(Touchpoint).where(Touchpoint.uid == uid)) if uid else None
    if found is None:
        message = _("There is no touchpoint with this id.")
        raise Invalid(message, errors={"touchpoint": message})
    return found


def _uid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
