"""What people wrote about an improvement, checked before a unit of change begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core import text
from app.core.errors import Invalid
from app.core.i18n import _, ngettext
from app.core.unseen import faults_of
from app.improvements.models import Horizon, Improvement
from app.journey.metrics import Metric
from app.journey.models import Element, Stage, Touchpoint
from app.journey.queries import stage_name
from app.people.models import User

TITLE_SHORTEST = 3
TITLE_LENGTH = 300
LINE_LENGTH = 200
TEXT_LENGTH = 5_000
LARGEST_N = 10**9


@dataclass(frozen=True)
class TypedFigure:
    """A figure from elsewhere: what it is, its unit, and the value it starts from with n (None
    where it is not known), day and source."""

    name: str = ""
    unit: str = ""
    value: Decimal | None = None
    n: int | None = None
    on: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Aims:
    """Where an improvement belongs on the map, and what it should move from where to where."""

    stage: Stage | None = None
    element: Element | None = None
    touchpoint: Touchpoint | None = None
    metric: Metric | None = None
    figure: TypedFigure = TypedFigure()
    target: Decimal | None = None


@dataclass(frozen=True)
class Charge:
    """Who answers for it, who backs it, by when it has to be decided, and why there is no owner or
    no metric, where one is missing."""

    owner: User | None = None
    sponsor: User | None = None
    decision_needed_by: date | None = None
    reason_without: str = ""


@dataclass(frozen=True)
class Draft:
    """An improvement ready to be kept. `summary` is what the roadmap will say."""

    title: str
    problem: str
    outcome: str
    summary: str
    aims: Aims
    charge: Charge
    horizon: Horizon
    is_public: bool


def draft(
    title: str,
    *,
    problem: str = "",
    outcome: str = "",
    summary: str = "",
    aims: Aims | None = None,
    charge: Charge | None = None,
    horizon: Horizon = Horizon.CONSIDERING,
    is_public: bool = True,
) -> Draft:
    """Raises Invalid, naming every field that has to be put right."""
    aims, charge = aims or Aims(), charge or Charge()
    made = Draft(
        title=text.one_line(title),
        problem=text.block(problem),
        outcome=text.block(outcome),
        summary=text.block(summary),
        aims=_cleaned(aims),
        charge=_explained(charge, aims),
        horizon=horizon,
        is_public=is_public,
    )
    errors = {**_errors_in_words(made), **_errors_in_aims(made.aims), **_errors_in_charge(made)}
    errors |= _unseen_in(title, aims.figure)
    if errors:
        raise Invalid(_("This improvement cannot be kept yet."), errors=errors)
    return made


def figure_of(improvement: Improvement) -> TypedFigure:
    """The figure an improvement was promoted with."""
    return TypedFigure(
        name=improvement.metric_name,
        unit=improvement.metric_unit,
        value=improvement.baseline,
        n=improvement.baseline_n,
        on=improvement.baseline_on,
        source=improvement.baseline_source,
    )


def _cleaned(aims: Aims) -> Aims:
    """With the step its touchpoint lies at, and a figure only where one is typed in."""
    figure = TypedFigure()
    if aims.metric is Metric.TYPED:
        typed = aims.figure
        name, unit, source = map(text.one_line, (typed.name, typed.unit, typed.source))
        figure = TypedFigure(name, unit, typed.value, typed.n, typed.on, source)
    stage = aims.stage or (aims.touchpoint.stage if aims.touchpoint else None)
    return Aims(stage, aims.element, aims.touchpoint, aims.metric, figure, aims.target)


def _explained(charge: Charge, aims: Aims) -> Charge:
    """A reason is kept only where something is missing."""
    is_complete = charge.owner is not None and aims.metric is not None
    reason = "" if is_complete else text.block(charge.reason_without)
    return Charge(charge.owner, charge.sponsor, charge.decision_needed_by, reason)


def _unseen_in(title: str, figure: TypedFigure) -> dict[str, str]:
    """Of what names something, as it was typed."""
    return faults_of(
        title=title,
        metric_name=figure.name,
        metric_unit=figure.unit,
        baseline_source=figure.source,
    )


def _errors_in_words(made: Draft) -> dict[str, str]:
    errors = {}
    if len(made.title) < TITLE_SHORTEST:
        errors["title"] = _("Say in a few words what will change.")
    longest = {"title": TITLE_LENGTH, "problem": TEXT_LENGTH, "outcome": TEXT_LENGTH}
    for field, most in (longest | {"summary": TEXT_LENGTH}).items():
        _refuse_length(errors, field, getattr(made, field), most)
    return errors


def _errors_in_aims(aims: Aims) -> dict[str, str]:
    errors: dict[str, str] = {}
    if aims.touchpoint and aims.stage and aims.touchpoint.stage_id != aims.stage.id:
        belongs = stage_name(aims.touchpoint.stage)
        errors["touchpoint"] = _("This touchpoint belongs to “%(stage)s”.", stage=belongs)
    if aims.metric is Metric.TYPED:
        errors.update(_errors_in_figure(aims.figure))
    if aims.metric is None and aims.target is not None:
        errors["metric"] = _("Say which figure should reach this target.")
    return errors


def _errors_in_figure(figure: TypedFigure) -> dict[str, str]:
    errors = {}
    if not figure.name:
        errors["metric_name"] = _("Name the figure, as in “Tickets about imports a week”.")
    if figure.value is None:
        errors["baseline"] = _("Type in where the figure stands today.")
    if figure.on is None:
        errors["baseline_on"] = _("Say of which day this figure is.")
    if not figure.source:
        errors["baseline_source"] = _("Say where this figure comes from.")
    if figure.n is not None and not 0 <= figure.n <= LARGEST_N:
        errors["baseline_n"] = _("Write how many answers or cases the figure rests on.")
    _refuse_length(errors, "metric_name", figure.name, LINE_LENGTH)
    _refuse_length(errors, "metric_unit", figure.unit, LINE_LENGTH)
    _refuse_length(errors, "baseline_source", figure.source, LINE_LENGTH)
    return errors


def _errors_in_charge(made: Draft) -> dict[str, str]:
    errors: dict[str, str] = {}
    charge = made.charge
    for field, person in (("owner", charge.owner), ("sponsor", charge.sponsor)):
        if person is not None and not (person.is_staff and person.is_active):
            errors[field] = _("Choose somebody on staff.")
    if (charge.owner is None or made.aims.metric is None) and not charge.reason_without:
        errors["reason_without"] = _(
            "Without an owner and a metric nobody can say later whether it helped. Write why they "
            "are missing; the reason is kept."
        )
    _refuse_length(errors, "reason_without", charge.reason_without, TEXT_LENGTH)
    return errors


def _refuse_length(errors: dict[str, str], field: str, written: str, most: int) -> None:
    if len(written) > most:
        errors[field] = ngettext(
            "This is %(num)s character too long. Shorten it a little.",
            "This is %(num)s characters too long. Shorten it a little.",
            len(written) - most,
        )
