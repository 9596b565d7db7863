"""How horizons, decisions and figures of improvements read."""

from __future__ import annotations

from decimal import Decimal

from app.core.i18n import _, format_decimal
from app.ideas.models import Phase
from app.ideas.queries.statuses import wording_of_phase
from app.improvements.models import Decision, Horizon, Improvement, Verdict
from app.improvements.queries.following import Stayed, Why
from app.journey.metrics import Metric
from app.journey.queries import metric_name


def horizon_name(horizon: Horizon) -> str:
    match horizon:
        case Horizon.CONSIDERING:
            return _("Considering")
        case Horizon.LATER:
            return _("Later")
        case Horizon.NEXT:
            return _("Next")
        case Horizon.NOW:
            return _("Now")
        case Horizon.SHIPPED:
            return _("Shipped")
        case Horizon.SET_ASIDE:
            return _("Set aside")


def horizon_meaning(horizon: Horizon) -> str:
    """What choosing it does, in one sentence."""
    match horizon:
        case Horizon.CONSIDERING:
            return _("Not on the roadmap. Its ideas are under review.")
        case Horizon.LATER:
            return _("On the roadmap as likely. Its ideas are under review.")
        case Horizon.NEXT:
            return _("On the roadmap. Its ideas are planned.")
        case Horizon.NOW:
            return _("On the roadmap. Its ideas are in progress.")
        case Horizon.SHIPPED:
            return _("Done. Its ideas have shipped, and everyone who asked hears of it.")
        case Horizon.SET_ASIDE:
            return _("Off the roadmap. Each of its ideas asks for a decision of its own.")


def why_it_stayed(stayed: Stayed) -> str:
    """One sentence for an idea that did not move."""
    name = stayed.idea.reference
    status = wording_of_phase(stayed.idea.status.phase)
    match stayed.why:
        case Why.ALREADY_THERE:
            return _("%(idea)s is there already.", idea=name)
        case Why.CLOSED:
            return _("%(idea)s stays “%(status)s”.", idea=name, status=status)
        case Why.MERGED:
            return _("%(idea)s is counted together with another idea; link that one.", idea=name)
        case Why.ASKS_FOR_DECISION:
            return _("%(idea)s asks for a decision of its own.", idea=name)


def decision_sentence(decision: Decision, about: str = "") -> str:
    """What was decided, without who and when; `about` names the idea it was about."""
    match decision.verdict:
        case Verdict.PROMOTED:
            return _("Made this an improvement at “%(horizon)s”", horizon=_horizon(decision.became))
        case Verdict.MOVED:
            return _(
                "Moved it from “%(was)s” to “%(became)s”",
                was=_horizon(decision.was),
                became=_horizon(decision.became),
            )
        case Verdict.RANKED if decision.became:
            return _(
                "Moved it by hand from rank %(was)s to %(became)s",
                was=decision.was,
                became=decision.became,
            )
        case Verdict.RANKED:
            return _("Let the score rank it again")
        case Verdict.LINKED:
            return _("Put %(idea)s behind it", idea=about or _("an idea"))
        case Verdict.UNLINKED:
            return _("Took %(idea)s out", idea=about or _("an idea"))


def aim_sentence(improvement: Improvement) -> str:
    """What it should move, from where to where; empty where it has no metric."""
    if improvement.metric is None:
        return ""
    name = metric_name(improvement.metric, improvement.metric_name)
    start = figure(improvement.baseline, improvement)
    if improvement.target is None:
        return _("%(metric)s, from %(start)s", metric=name, start=start)
    goal = figure(improvement.target, improvement)
    return _("%(metric)s, from %(start)s to %(goal)s", metric=name, start=start, goal=goal)


def figure(amount: Decimal | None, improvement: Improvement) -> str:
    """An amount of its metric with the unit; what has no figure is not measured, never 0."""
    if amount is None:
        return _("not measured yet")
    number = format_decimal(amount)
    if improvement.metric is Metric.FIXED_IT or improvement.metric_unit == "%":
        return _("%(share)s%%", share=number)
    return f"{number} {improvement.metric_unit}".strip()


def phase_of(horizon: Horizon) -> str:
    """How the status reads that its ideas get; empty where they keep theirs."""
    phase: Phase | None = horizon.phase_of_ideas
    return wording_of_phase(phase) if phase else ""


def _horizon(word: str) -> str:
    return horizon_name(Horizon(word)) if word in list(Horizon) else word
