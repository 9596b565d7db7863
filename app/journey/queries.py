"""The map as people read it: steps of the journey, parts of the experience, touchpoints."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.i18n import _
from app.journey.models import Element, Stage, Touchpoint


class Named(Protocol):
    """A step or part, or what a list holds of one."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...


def all_stages() -> list[Stage]:
    return list(session.scalars(select(Stage).order_by(Stage.position, Stage.id)))


def all_elements() -> list[Element]:
    return list(session.scalars(select(Element).order_by(Element.position, Element.id)))


def all_touchpoints() -> list[Touchpoint]:
    """Along the journey, each with its step."""
    along = (
        select(Touchpoint)
        .join(Touchpoint.stage)
        .options(joinedload(Touchpoint.stage, innerjoin=True))
        .order_by(Stage.position, Stage.id, Touchpoint.position, Touchpoint.id)
    )
    return list(session.scalars(along))


def stage_name(stage: Named) -> str:
    """What people read for a step of the journey."""
    return stage.name or _words_of_stages().get(stage.key, stage.key)


def element_name(element: Named) -> str:
    """What people read for a part of the experience."""
    return element.name or _words_of_elements().get(element.key, element.key)


def _words_of_stages() -> dict[str, str]:
    return {
        "awareness": _("Discover"),
        "evaluation": _("Compare"),
        "purchase": _("Buy"),
        "onboarding": _("Set up"),
        "use": _("Daily work"),
        "support": _("Get help"),
        "renewal": _("Renew"),
        "departure": _("Leave"),
    }


def _words_of_elements() -> dict[str, str]:
    return {
        "marketing": _("Marketing"),
        "sales": _("Sales"),
        "technology": _("Technology"),
        "supporting_systems": _("Supporting systems"),
        "integrations": _("Third-party integrations"),
        "support": _("Support"),
        "policies": _("Policies"),
    }
