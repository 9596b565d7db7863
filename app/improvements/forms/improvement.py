"""What an improvement says, as fields. Figures and days are read here, so that everything that is
wrong is said at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from app.core.errors import Invalid
from app.core.figures import typed
from app.core.i18n import _
from app.improvements.forms.deciding import VersionedForm
from app.improvements.models import Horizon, Improvement
from app.improvements.queries.wording import horizon_name
from app.improvements.service.drafts import Aims, Charge, Draft, TypedFigure, draft, figure_of
from app.journey.metrics import Metric
from app.journey.models import Element, Stage, Touchpoint
from app.journey.queries import element_name, metric_name, stage_name
from app.people.models import User


class Offered(NamedTuple):
    """What the selects of a form hold."""

    staff: Sequence[User]
    stages: Sequence[Stage]
    touchpoints: Sequence[Touchpoint]
    elements: Sequence[Element]


class ImprovementForm(VersionedForm):
    """What an improvement says. `place` is a step of the journey or a touchpoint at one."""

    title = StringField(
        _l("Name of the improvement"), description=_l("What will be different, in a few words.")
    )
    problem = TextAreaField(_l("The problem, as customers have it"))
    outcome = TextAreaField(_l("The outcome: what will be different for them"))
    summary = TextAreaField(
        _l("What the roadmap says"),
        description=_l("In words for customers. The problem and the outcome stay with staff."),
    )
    owner = SelectField(_l("Who answers for it"))
    sponsor = SelectField(_l("Who backs it"))
    decision_needed_by = StringField(_l("Decision needed by"))
    place = SelectField(_l("Journey step and touchpoint"))
    element = SelectField(_l("Part of the experience"))
    metric = SelectField(_l("Metric it should move"))
    target = StringField(_l("To"), description=_l("Where it should stand once this has shipped."))
    metric_name = StringField(_l("Name of the figure"))
    metric_unit = StringField(_l("Unit"))
    baseline = StringField(_l("Where it stands"))
    baseline_n = StringField(_l("Out of how many (n)"))
    baseline_on = StringField(_l("As of"))
    baseline_source = StringField(_l("Source"))
    reason_without = TextAreaField(
        _l("Why there is no owner or no metric yet"),
        description=_l("Only needed where one is missing. It is kept in the log of decisions."),
    )
    is_public = BooleanField(_l("Customers may see it on the roadmap"))

    def offer(self, offered: Offered) -> None:
        self.offered = offered
        nobody = SelectChoice("", _("Nobody yet"))
        people = [SelectChoice(str(each.uid), each.name) for each in offered.staff]
        self.owner.choices = self.sponsor.choices = [nobody, *people]
        self.place.choices = [SelectChoice("", _("No step yet")), *self._places()]
        elements = [SelectChoice(each.key, element_name(each)) for each in offered.elements]
        self.element.choices = [SelectChoice("", _("No part yet")), *elements]
        metrics = [SelectChoice(each.value, metric_name(each)) for each in Metric]
        self.metric.choices = [SelectChoice("", _("No metric yet")), *metrics]

    def drafted(self, horizon: Horizon) -> Draft:
        """Raises Invalid with a sentence for each field that has to be put right."""
        errors: dict[str, str] = {}
        aims, charge = self._aims(errors), self._charge(errors)
        try:
            written = draft(
                self.title.data or "",
                problem=self.problem.data or "",
                outcome=self.outcome.data or "",
                summary=self.summary.data or "",
                aims=aims,
                charge=charge,
                horizon=horizon,
                is_public=self._is_public(),
            )
        except Invalid as refusal:
            raise Invalid(refusal.message, errors={**refusal.errors, **errors}) from None
        if errors:
            raise Invalid(_("This improvement cannot be kept yet."), errors=errors)
        return written

    def _places(self) -> list[SelectChoice]:
        choices = []
        for stage in self.offered.stages:
            choices.append(SelectChoice(stage.key, stage_name(stage)))
            for point in self.offered.touchpoints:
                if point.stage_id == stage.id:
                    said = _(
                        "%(step)s: %(touchpoint)s", step=stage_name(stage), touchpoint=point.name
                    )
                    choices.append(SelectChoice(str(point.uid), said))
        return choices

    def _aims(self, errors: dict[str, str]) -> Aims:
        place, metric = self.place.data or "", self.metric.data or ""
        point = next((each for each in self.offered.touchpoints if str(each.uid) == place), None)
        stage = next((each for each in self.offered.stages if each.key == place), None)
        element = next(
            (each for each in self.offered.elements if each.key == self.element.data), None
        )
        return Aims(
            stage=stage or (point.stage if point else None),
            element=element,
            touchpoint=point,
            metric=Metric(metric) if metric in list(Metric) else None,
            figure=self._figure(errors) if metric == Metric.TYPED else TypedFigure(),
            target=self._number("target", errors),
        )

    def _figure(self, errors: dict[str, str]) -> TypedFigure:
        n = self._number("baseline_n", errors)
        if n is not None and n != n.to_integral_value():
            errors["baseline_n"] = _("Write a whole number.")
        return TypedFigure(
            name=self.metric_name.data or "",
            unit=self.metric_unit.data or "",
            value=self._number("baseline", errors),
            n=int(n) if n is not None else None,
            on=self._day("baseline_on", errors),
            source=self.baseline_source.data or "",
        )

    def _charge(self, errors: dict[str, str]) -> Charge:
        return Charge(
            owner=self._person(self.owner.data),
            sponsor=self._person(self.sponsor.data),
            decision_needed_by=self._day("decision_needed_by", errors),
            reason_without=self.reason_without.data or "",
        )

    def _is_public(self) -> bool:
        return bool(self.is_public.data)

    def _person(self, uid: str | None) -> User | None:
        return next((each for each in self.offered.staff if str(each.uid) == uid), None)

    def _number(self, name: str, errors: dict[str, str]) -> Decimal | None:
        try:
            return typed(self[name].data or "")
        except ValueError as wrong:
            errors[name] = str(wrong)
            return None

    def _day(self, name: str, errors: dict[str, str]) -> date | None:
        written = (self[name].data or "").strip()
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            errors[name] = _("Write a day as in 2026-11-30.")
            return None


class PromoteForm(ImprovementForm):
    horizon = RadioField(_l("Horizon"), default=Horizon.CONSIDERING.value)
    note = TextAreaField(
        _l("What the people who asked read"),
        description=_l("Goes with the news to everyone whose idea moves."),
    )

    def offer(self, offered: Offered) -> None:
        super().offer(offered)
        self.horizon.choices = [
            SelectChoice(each.value, horizon_name(each)) for each in Horizon if each.is_open
        ]

    def chosen_horizon(self) -> Horizon:
        """Raises Invalid."""
        chosen = self.horizon.data
        if chosen not in list(Horizon):
            message = _("Choose one of the horizons.")
            raise Invalid(message, errors={"horizon": message})
        return Horizon(chosen)


class EditForm(ImprovementForm):
    """Of an improvement there is: its metric is frozen once it has one, and who answers for it and
    what is public is only a manager's to change."""

    def keep(self, improvement: Improvement, *, is_keepers: bool) -> None:
        self.kept, self.is_keepers = improvement, is_keepers

    @property
    def has_frozen_metric(self) -> bool:
        return self.kept.metric is not None

    def _aims(self, errors: dict[str, str]) -> Aims:
        aims = super()._aims(errors)
        if not self.has_frozen_metric:
            return aims
        return replace(aims, metric=self.kept.metric, figure=figure_of(self.kept))

    def _charge(self, errors: dict[str, str]) -> Charge:
        charge = super()._charge(errors)
        if self.is_keepers:
            return charge
        return replace(charge, owner=self.kept.owner, sponsor=self.kept.sponsor)

    def _is_public(self) -> bool:
        return super()._is_public() if self.is_keepers else self.kept.is_public


def filled_from(improvement: Improvement) -> dict[str, object]:
    """What the fields of ImprovementForm hold for an improvement there is."""
    place = improvement.touchpoint.uid if improvement.touchpoint else None
    step = improvement.stage.key if improvement.stage else ""
    return {
        "title": improvement.title,
        "problem": improvement.problem,
        "outcome": improvement.outcome,
        "summary": improvement.summary,
        "owner": str(improvement.owner.uid) if improvement.owner else "",
        "sponsor": str(improvement.sponsor.uid) if improvement.sponsor else "",
        "decision_needed_by": _as_typed(improvement.decision_needed_by),
        "place": str(place) if place else step,
        "element": improvement.element.key if improvement.element else "",
        "metric": improvement.metric or "",
        "target": _as_typed(improvement.target),
        "metric_name": improvement.metric_name,
        "metric_unit": improvement.metric_unit,
        "baseline": _as_typed(improvement.baseline),
        "baseline_n": _as_typed(improvement.baseline_n),
        "baseline_on": _as_typed(improvement.baseline_on),
        "baseline_source": improvement.baseline_source,
        "reason_without": improvement.reason_without,
        "is_public": improvement.is_public,
    }


def _as_typed(value: Decimal | date | int | None) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
