"""The figure an improvement starts from, frozen on the day its metric is chosen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.core.clock import now
from app.core.db import session
from app.core.settings import portal
from app.improvements.models import Improvement
from app.improvements.queries.demand import Demand, demands
from app.improvements.service.drafts import Aims
from app.journey.metrics import Metric


def freeze(improvement: Improvement, aims: Aims) -> None:
    """ORGANISATIONS: how many ask now, n being the people. FIXED_IT: nothing, as nobody can have
    answered before it ships. TYPED: as typed. Its ideas have to be linked before."""
    improvement.metric = aims.metric
    match aims.metric:
        case Metric.ORGANISATIONS:
            asking = demands([improvement.id]).get(improvement.id, Demand())
            improvement.baseline = Decimal(asking.organisations)
            improvement.baseline_n = asking.people
            improvement.baseline_on = today()
        case Metric.TYPED:
            figure = aims.figure
            improvement.metric_name, improvement.metric_unit = figure.name, figure.unit
            improvement.baseline, improvement.baseline_n = figure.value, figure.n
            improvement.baseline_on, improvement.baseline_source = figure.on, figure.source
        case _:
            improvement.baseline = improvement.baseline_n = improvement.baseline_on = None
    session.flush()


def today() -> date:
    """The day it is where the portal is at home."""
    return now().astimezone(ZoneInfo(portal().time_zone)).date()
