"""How improvements look to a program of staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.api.faces import moment
from app.core.web.requests import absolute
from app.improvements.models import Improvement
from app.improvements.queries.demand import Demand, demands
from app.improvements.queries.evidence import idea_uids_behind
from app.improvements.urls import improvement_url
from app.people.models import User
from app.people.session import presented_token


def improvement_faces(improvements: Sequence[Improvement], viewer: User) -> list[dict[str, Any]]:
    """In the order given; the same number of statements for one and for a hundred."""
    ids = [improvement.id for improvement in improvements]
    asking, behind = demands(ids), idea_uids_behind(ids, reader=viewer)
    return [
        {
            **_words(improvement),
            **_aims(improvement),
            "owner": _person(improvement.owner, viewer),
            "sponsor": _person(improvement.sponsor, viewer),
            "idea_ids": [str(uid) for uid in behind.get(improvement.id, [])],
            **asking.get(improvement.id, Demand())._asdict(),
        }
        for improvement in improvements
    ]


def improvement_face(improvement: Improvement, viewer: User) -> dict[str, Any]:
    return improvement_faces([improvement], viewer)[0]


def _words(improvement: Improvement) -> dict[str, Any]:
    return {
        "id": str(improvement.uid),
        "reference": improvement.reference,
        "title": improvement.title,
        "problem": improvement.problem,
        "outcome": improvement.outcome,
        "summary": improvement.summary,
        "decision_needed_by": _day(improvement.decision_needed_by),
        "reason": improvement.reason_without,
        "horizon": improvement.horizon.value,
        "horizon_since": moment(improvement.horizon_since),
        "is_public": improvement.is_public,
        "shipped_at": _moment_or_none(improvement.shipped_at),
        "version": improvement.version,
        "created_at": moment(improvement.created_at),
        "updated_at": moment(improvement.updated_at),
        "url": absolute(improvement_url(improvement)),
    }


def _aims(improvement: Improvement) -> dict[str, Any]:
    return {
        "stage": improvement.stage.key if improvement.stage else None,
        "element": improvement.element.key if improvement.element else None,
        "touchpoint": str(improvement.touchpoint.uid) if improvement.touchpoint else None,
        "metric": improvement.metric.value if improvement.metric else None,
        "metric_name": improvement.metric_name,
        "metric_unit": improvement.metric_unit,
        "baseline": _number(improvement.baseline),
        "baseline_n": improvement.baseline_n,
        "baseline_on": _day(improvement.baseline_on),
        "baseline_source": improvement.baseline_source,
        "target": _number(improvement.target),
    }


def _person(person: User | None, viewer: User) -> dict[str, Any] | None:
    """Someone on staff, under the full name; the address for managers with the scope `triage`."""
    if person is None:
        return None
    token = presented_token()
    face = {"id": str(person.uid), "name": person.name, "organisation": None}
    if viewer.is_keeper and token is not None and "triage" in token.scopes and person.email:
        face["email"] = person.email
    return face


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment_or_none(when: datetime | None) -> str | None:
    return moment(when) if when else None
