"""How well duplicates are found, for who decides about them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core import settings
from app.core.db import writing
from app.core.i18n import _
from app.duplicates.quality import (
    MONTH,
    YEAR,
    last_months,
    newest_recall,
    words_in_common,
)
from app.duplicates.quality import quality as measured
from app.duplicates.recall import NEWEST
from app.duplicates.trend import trend_of
from app.duplicates.urls import quality_url
from app.duplicates.views.blueprint import bp
from app.people.session import signed_in
from app.search.service import is_calibrated_here, promise


@bp.get("/manage/duplicates/quality")
def quality() -> ResponseReturnValue:
    is_year = request.args.get("of") == "year"
    months = last_months()
    return render_template(
        "duplicates/quality.html",
        is_year=is_year,
        quality=measured(YEAR if is_year else MONTH),
        months=months,
        trend=trend_of(months),
        recall=newest_recall(),
        most_asked=NEWEST,
        common=words_in_common(signed_in()),
        promise=promise(),
        is_calibrated_here=is_calibrated_here(),
    )


@bp.post("/manage/duplicates/quality/show")
def show_deflection() -> ResponseReturnValue:
    """Put the share who voted instead on the page everyone may read, or take it off."""
    shows, actor = "shows" in request.form, signed_in()
    with writing():
        settings.change(actor, shows_deflection=shows)
    flash(_("The public page shows it now.") if shows else _("The public page no longer shows it."))
    return redirect(quality_url(), 303)
