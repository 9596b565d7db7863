"""The page of one improvement."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.councils.queries.advised import advised_about
from app.improvements.forms.deciding import LinkForm
from app.improvements.models import Horizon, Improvement
from app.improvements.queries.demand import Demand, demands, importance_behind, revenues
from app.improvements.queries.evidence import evidence_behind
from app.improvements.queries.find import one_readable
from app.improvements.queries.log import decisions_about
from app.improvements.urls import base_url, improvement_url
from app.improvements.views.blueprint import bp
from app.people.gate import find_objects
from app.people.session import reader, signed_in
from app.roadmap.lines import line_of
from app.roadmap.queries.promises import promises_of
from app.scoring.formulas import Model, score
from app.scoring.models import Factor
from app.scoring.queries import measured_amounts, ranks_of, ratings_of


@bp.get("/manage/improvements/<improvement_reference>")
def show(improvement_reference: str) -> ResponseReturnValue:
    improvement = one_readable(improvement_reference, reader=signed_in())
    if request.path not in (improvement_url(improvement), base_url(improvement)):
        return redirect(improvement_url(improvement), 301)
    return improvement_page(improvement)


def improvement_page(improvement: Improvement, *, link_form: LinkForm | None = None) -> str:
    """The whole page; `link_form` was sent and comes back with what is wrong."""
    asking = signed_in()
    demand = demands([improvement.id]).get(improvement.id, Demand())
    return render_template(
        "improvements/show.html",
        improvement=improvement,
        demand=demand,
        shares=importance_behind(improvement.id),
        behind=evidence_behind(improvement, reader=asking),
        log=decisions_about(improvement, reader=asking),
        advised=advised_about(improvement, reader=asking),
        link_form=link_form or LinkForm(formdata=None),
        promise=line_of(promises_of([improvement.id]).get(improvement.id, [])),
        horizons=[each for each in Horizon if each is not improvement.horizon],
        **(_figures(improvement, demand) if asking.sees_figures else {}),
    )


def _figures(improvement: Improvement, demand: Demand) -> dict[str, object]:
    """Revenue and what went into scores, for those who may see them."""
    typed = ratings_of([improvement.id]).get(improvement.id, {})
    measured = measured_amounts(typed, demand)
    return {
        "revenue": revenues([improvement.id]).get(improvement.id),
        "scores": [score(model, measured) for model in Model],
        "is_reach_typed": Factor.REACH in typed,
        "rank": ranks_of([improvement.id]).get(improvement.id),
    }


def _find(improvement_reference: str, **_: object) -> Improvement:
    return one_readable(improvement_reference, reader=reader())


find_objects("improvement_reference", _find)
