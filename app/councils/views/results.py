"""What came of a round, for everybody in the council, once it has closed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.web.forms import uid_of
from app.councils.landscape import landscape_of
from app.councils.models import Ballot, Round, RoundKind, Seat
from app.councils.queries.ballots import own_ballots
from app.councils.queries.findings import findings_in
from app.councils.queries.meeting import are_minutes_out, decisions_of
from app.councils.queries.results import results_of
from app.councils.queries.rounds import candidates_of, one_round
from app.councils.queries.turnout import turnout_of
from app.councils.queries.worth import worth_to
from app.councils.results import FEWEST
from app.councils.service import ballots
from app.councils.urls import council_url
from app.councils.views.ballot import voter
from app.councils.views.blueprint import bp, standing_inside
from app.councils.wording import scales_of


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/results")
def results(council: str, number: int) -> ResponseReturnValue:
    standing = standing_inside(council)
    of = one_round(standing, number)
    seat = standing.seat
    found, is_minuted = results_of(of), are_minutes_out(of)
    is_test = of.kind is RoundKind.TEST
    return render_template(
        "councils/tested.html" if is_test else "councils/results.html",
        findings=findings_in(standing, [of]),
        answered=turnout_of(of).answered if is_test else 0,
        standing=standing,
        council=standing.council,
        round=of,
        results=found,
        scales=scales_of(of),
        fewest=FEWEST,
        has_minutes=is_minuted,
        decisions=decisions_of(of) if is_minuted else (),
        landscape=None if of.criteria else landscape_of(found.judged),
        rates=standing.is_seated and seat and seat.kind.answers_ballots,
        worth=worth_to(seat, of) if seat else None,
        quotable=_quotable(of, seat) if seat else (),
    )


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/quoting")
def stop_quoting(council: str, number: int) -> ResponseReturnValue:
    """Take back that what one said of the proposal `candidate` may be quoted outside."""
    standing = standing_inside(council)
    of, seat = one_round(standing, number), voter(standing)
    uid = uid_of(request.form.get("candidate"))
    if uid is None:
        raise Invalid(_("This form names no proposal. Go back to the round."))
    with writing():
        ballots.stop_quoting(of, uid, seat)
    flash(_("It stays in this board from now on."), "ok")
    return redirect(council_url(standing.council, "rounds", number, "results"), 303)


def _quotable(of: Round, seat: Seat) -> list[Ballot]:
    """What whoever looks wrote and lets be quoted."""
    own = own_ballots(of, seat)
    return [
        own[each.id] for each in candidates_of(of) if each.id in own and own[each.id].may_be_quoted
    ]
