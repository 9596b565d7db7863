"""What a member finds while testing something that is not out yet."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Forbidden, HeedError
from app.core.i18n import _
from app.core.web.forms import typed
from app.councils.forms.papers import FindingForm
from app.councils.queries.rounds import one_round
from app.councils.service import findings as service
from app.councils.urls import council_url
from app.councils.views.ballot import voter
from app.councils.views.blueprint import bp, standing_inside
from app.councils.views.rounds import round_page


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/findings")
def report_finding(council: str, number: int) -> ResponseReturnValue:
    standing, form = standing_inside(council), FindingForm()
    of, seat = one_round(standing, number), voter(standing)
    form.offer()
    try:
        kind = form.chosen()
        with writing():
            service.report(of, seat, kind, typed(form.body))
    except Forbidden:
        raise
    except HeedError as refusal:
        form.refuse(refusal)
        return round_page(standing_inside(council), number, finding_form=form), refusal.status
    flash(_("Thank you. The hosts read it at once, the others when the round has closed."), "ok")
    return redirect(council_url(standing.council, "rounds", f"{number}#findings"), 303)
