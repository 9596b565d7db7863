"""What came of a round, for everybody in the council, once it has closed."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.councils.landscape import landscape_of
from app.councils.queries.meeting import are_minutes_out, decisions_of
from app.councils.queries.results import results_of
from app.councils.queries.rounds import one_round
from app.councils.queries.worth import worth_to
from app.councils.results import FEWEST
from app.councils.views.blueprint import bp, standing_inside
from app.councils.wording import scales_of


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/results")
def results(council: str, number: int) -> ResponseReturnValue:
    standing = standing_inside(council)
    of = one_round(standing, number)
    found, is_minuted = results_of(of), are_minutes_out(of)
    return render_template(
        "councils/results.html",
        council=standing.council,
        round=of,
        results=found,
        scales=scales_of(of),
        fewest=FEWEST,
        has_minutes=is_minuted,
        decisions=decisions_of(of) if is_minuted else (),
        landscape=None if of.criteria else landscape_of(found.judged),
        rates=standing.is_seated and standing.seat and standing.seat.kind.answers_ballots,
        worth=worth_to(standing.seat, of) if standing.seat else None,
    )
