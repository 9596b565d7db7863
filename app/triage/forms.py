"""Forms beside an idea in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from app.core.i18n import _
from app.ideas.forms import RefusableForm, SeenForm
from app.ideas.models import Idea
from app.people.queries import staff_named
from app.triage.queries.desk import Choice, Desk


class LookForm(RefusableForm):
    """What becomes of what was `seen` waiting or turned down; its author reads the `reason`."""

    do = HiddenField()
    seen = HiddenField()
    reason = TextAreaField(
        _l("What its author reads"),
        id="look-reason",
        description=_l("Say what is missing or does not belong here. They can send it again."),
    )


class SortForm(SeenForm):
    topic = SelectField(_l("Topic"), id="sort-topic")
    owner = SelectField(_l("Looked after by"), id="sort-owner")
    stage = SelectField(_l("Journey step"), id="sort-stage")
    element = SelectField(_l("Part of the experience"), id="sort-element")
    tags = StringField(
        _l("Tags"), id="sort-tags", description=_l("Separated by commas; new ones are made.")
    )

    def offer(self, desk: Desk, idea: Idea) -> None:
        """Fill the lists, and what was not sent with how the idea stands."""
        self._list(self.topic, desk.topics, _("No topic"), idea.topic.slug if idea.topic else "")
        owner = _with_present(desk.owners, idea)
        self._list(self.owner, owner, _("Nobody yet"), str(idea.owner.uid) if idea.owner else "")
        self._list(self.stage, desk.stages, _("No step"), idea.stage.key if idea.stage else "")
        self._list(
            self.element, desk.elements, _("No part"), idea.element.key if idea.element else ""
        )
        if self.tags.data is None:
            self.tags.data = ", ".join(tag.text for tag in desk.tags if tag.is_chosen)

    def wanted(self) -> dict[str, Any]:
        """What was sent, as `ideas.service.sort` takes it. Raises Invalid."""
        wanted: dict[str, Any] = {
            field.name: field.data or None
            for field in (self.topic, self.stage, self.element)
            if field.data is not None
        }
        if self.owner.data is not None:
            wanted["owner"] = staff_named(self.owner.data) if self.owner.data else None
        if self.tags.data is not None:
            wanted["tags"] = self.tags.data.split(",")
        return wanted

    def _list(self, field: SelectField, choices: list[Choice], none: str, present: str) -> None:
        field.choices = [SelectChoice("", none)]
        field.choices += [SelectChoice(choice.key, choice.text) for choice in choices]
        if field.data is None:
            field.data = present


def _with_present(owners: list[Choice], idea: Idea) -> list[Choice]:
    """Whoever looks after it now stands in the list, even if they have left since."""
    if idea.owner is None or any(owner.key == str(idea.owner.uid) for owner in owners):
        return owners
    return [*owners, Choice(str(idea.owner.uid), idea.owner.name)]
