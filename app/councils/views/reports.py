"""How a council does: the scorecard of its hosts, and what everybody in it reads of a year."""

from __future__ import annotations

import json
from datetime import timedelta

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from app.core import audit
from app.core.clock import now
from app.core.db import writing
from app.councils.queries.export import export_of
from app.councils.queries.findings import findings_in
from app.councils.queries.rounds import first_year
from app.councils.queries.scorecard import (
    actions_in,
    closed_rounds,
    decisions_in,
    records_of,
    scorecard_of,
    without_quorum,
)
from app.councils.queries.seats import sat_since
from app.councils.terms import today, year_of
from app.councils.views.blueprint import bp, hosted, standing_inside
from app.people.session import signed_in

TWELVE_MONTHS = timedelta(days=365)


@bp.get("/councils/<council>/scorecard")
def scorecard(council: str) -> ResponseReturnValue:
    """Of the last twelve months."""
    shown = hosted(council)
    since = now() - TWELVE_MONTHS
    rounds, seats = closed_rounds(shown, since, now()), sat_since(shown, since)
    return render_template(
        "councils/scorecard.html",
        council=shown,
        card=scorecard_of(shown, rounds),
        seats=seats,
        records=records_of(seats, rounds),
    )


@bp.get("/councils/<council>/export.json")
def export(council: str) -> ResponseReturnValue:
    """Everything of it, as a file. That it was taken is kept in the audit log."""
    shown = hosted(council)
    everything = export_of(standing_inside(council))
    with writing():
        audit.record(signed_in(), "council.export", shown)
    file = Response(json.dumps(everything, ensure_ascii=False, indent=1))
    file.content_type = "application/json"
    file.headers["Content-Disposition"] = "attachment; filename=advisory-board.json"
    return file


@bp.get("/councils/<council>/report/<int(min=2000,max=2999):year>")
def report(council: str, year: int) -> ResponseReturnValue:
    standing = standing_inside(council)
    shown = standing.council
    rounds = closed_rounds(shown, *year_of(year))
    ids = [each.id for each in rounds]
    decisions, findings = decisions_in(ids), findings_in(standing, rounds)
    first = first_year(shown)
    return render_template(
        "councils/report.html",
        council=shown,
        year=year,
        years=range(first, today().year + 1),
        card=scorecard_of(shown, rounds),
        rounds=rounds,
        inquorate=without_quorum(ids),
        decisions={key: [each for each in decisions if each.round_id == key] for key in ids},
        findings={key: [each for each in findings if each.round_id == key] for key in ids},
        actions=actions_in(ids),
    )
