"""The map as this portal has it, and how its parts read."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.i18n import _
from app.journey.metrics import Metric
from app.journey.models import Element, Stage, Touchpoint


def all_stages() -> list[Stage]:
    return list(session.scalars(select(Stage).order_by(Stage.position, Stage.id)))


def all_elements() -> list[Element]:
    return list(session.scalars(select(Element).order_by(Element.position, Element.id)))


def all_touchpoints() -> list[Touchpoint]:
    """Each with its step, in the order of the journey."""
    in_order = (
        select(Touchpoint)
        .join(Touchpoint.stage)
        .options(joinedload(Touchpoint.stage))
        .order_by(Stage.position, Stage.id, Touchpoint.position, Touchpoint.id)
    )
    return list(session.scalars(in_order))


def stage_name(stage: Stage) -> str:
    """What people read for a step of the journey."""
    return stage.name or _stage_words().get(stage.key, stage.key)


def element_name(element: Element) -> str:
    """What people read for a part of the experience."""
    return element.name or _element_words().get(element.key, element.key)


def metric_name(metric: Metric, typed_name: str = "") -> str:
    """What people read for a metric; one that is typed in has a name of its own."""
    match metric:
        case Metric.FIXED_IT:
            return _("Said yes to “did this fix it?”")
        case Metric.ORGANISATIONS:
            return _("Organisations asking")
        case Metric.TYPED:
            return typed_name or _("A figure from elsewhere")


def _stage_words() -> dict[str, str]:
    return {
        "awareness": _("Awareness"),
        "evaluation": _("Evaluation"),
        "purchase": _("Purchase"),
        "onboarding": _("Onboarding"),
        "use": _("Use"),
        "support": _("Support"),
        "renewal": _("Renewal"),
        "departure": _("Departure"),
    }


def _element_words() -> dict[str, str]:
    return {
        "marketing": _("Marketing"),
        "sales": _("Sales"),
        "technology": _("Technology"),
        "supporting_systems": _("Supporting systems"),
        "integrations": _("Third-party integrations"),
        "support": _("Support"),
        "policies": _("Policies"),
    }
