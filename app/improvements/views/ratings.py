"""What goes into the scores of an improvement."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Stale
from app.core.i18n import _
from app.improvements.models import Improvement
from app.improvements.queries.demand import Demand, demands
from app.improvements.queries.find import one_readable
from app.improvements.urls import improvement_url
from app.improvements.views.blueprint import bp
from app.people.session import signed_in
from app.scoring.forms import RatingsForm
from app.scoring.queries import ratings_of
from app.scoring.service import rate as keep


@bp.get("/manage/improvements/<improvement_reference>/ratings")
def ratings(improvement_reference: str) -> ResponseReturnValue:
    improvement = one_readable(improvement_reference, reader=signed_in())
    typed = ratings_of([improvement.id]).get(improvement.id, {})
    filled = {factor.value: f"{amount.normalize():f}" for factor, amount in typed.items()}
    return _page(RatingsForm(formdata=None, data=filled), improvement)


@bp.post("/manage/improvements/<improvement_reference>/ratings")
def rate(improvement_reference: str) -> ResponseReturnValue:
    actor = signed_in()
    improvement = one_readable(improvement_reference, reader=actor)
    form = RatingsForm()
    try:
        amounts = form.amounts()
        with writing():
            keep(improvement, amounts, version=form.seen_version(), actor=actor)
            url = improvement_url(improvement)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form, improvement, others=isinstance(refusal, Stale)), refusal.status
    flash(_("The ratings are kept."))
    return redirect(f"{url}#scores", 303)


def _page(form: RatingsForm, improvement: Improvement, *, others: bool = False) -> str:
    """`others`: somebody else rated it meanwhile; what they wrote stands above the fields."""
    form.offer()
    form.version.data = str(improvement.version)
    return render_template(
        "improvements/ratings.html",
        form=form,
        improvement=improvement,
        kept=ratings_of([improvement.id]).get(improvement.id, {}) if others else {},
        demand=demands([improvement.id]).get(improvement.id, Demand()),
    )
