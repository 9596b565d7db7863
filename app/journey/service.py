"""The words of the map: its steps, the parts of the experience and the touchpoints."""

from __future__ import annotations

from sqlalchemy import select

from app.core import audit, naming
from app.core.db import session
from app.core.errors import Conflict
from app.core.i18n import _
from app.journey.models import Element, Stage, Touchpoint
from app.journey.queries import (
    all_elements,
    all_stages,
    all_touchpoints,
    element_name,
    stage_name,
)


def rename_stage(stage: Stage, name: str, *, was: str, actor: audit.Actor) -> None:
    """An empty name brings the first words back. Raises Invalid, Stale."""
    checked = naming.checked_name(name) if name.strip() else ""
    naming.rename(stage, "name", checked, was=was, called=stage_name, actor=actor)


def rename_element(element: Element, name: str, *, was: str, actor: audit.Actor) -> None:
    """An empty name brings the first words back. Raises Invalid, Stale."""
    checked = naming.checked_name(name) if name.strip() else ""
    naming.rename(element, "name", checked, was=was, called=element_name, actor=actor)


def rename_touchpoint(touchpoint: Touchpoint, name: str, *, was: str, actor: audit.Actor) -> None:
    """Raises Invalid, Stale, and Conflict for a name its step has already."""
    checked = naming.checked_name(name)
    if checked != touchpoint.name:
        _refuse_taken(touchpoint.stage, checked)
    touchpoint_name = _name_of_touchpoint
    naming.rename(touchpoint, "name", checked, was=was, called=touchpoint_name, actor=actor)


def add_stage(name: str, *, actor: audit.Actor) -> Stage:
    """At the end of the journey. Raises Invalid."""
    checked, position = naming.checked_name(name), _after(all_stages())
    key = naming.free_key(Stage, "key", checked)
    stage = Stage(key=key, name=checked, position=position)
    session.add(stage)
    session.flush()
    audit.record(actor, "stages.add", stage, after={"name": checked})
    return stage


def add_element(name: str, *, actor: audit.Actor) -> Element:
    """Raises Invalid."""
    checked, position = naming.checked_name(name), _after(all_elements())
    key = naming.free_key(Element, "key", checked)
    element = Element(key=key, name=checked, position=position)
    session.add(element)
    session.flush()
    audit.record(actor, "elements.add", element, after={"name": checked})
    return element


def add_touchpoint(name: str, stage: Stage, *, actor: audit.Actor) -> Touchpoint:
    """Raises Invalid, and Conflict for a name its step has already."""
    checked = naming.checked_name(name)
    _refuse_taken(stage, checked)
    position = _after([each for each in all_touchpoints() if each.stage_id == stage.id])
    touchpoint = Touchpoint(stage=stage, name=checked, position=position)
    session.add(touchpoint)
    session.flush()
    audit.record(actor, "touchpoints.add", touchpoint, after={"name": checked})
    return touchpoint


def _refuse_taken(stage: Stage, name: str) -> None:
    same = select(Touchpoint.id).where(Touchpoint.stage_id == stage.id, Touchpoint.name == name)
    if session.scalar(same) is not None:
        message = _("This step has a touchpoint called “%(name)s” already.", name=name)
        raise Conflict(message, errors={"name": message})


def _name_of_touchpoint(touchpoint: Touchpoint) -> str:
    return touchpoint.name


def _after(rows: list[Stage] | list[Element] | list[Touchpoint]) -> int:
    return max((row.position for row in rows), default=-1) + 1
