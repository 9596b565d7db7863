"""The page of somebody who was asked to sit in a council, and how they leave it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Forbidden
from app.core.i18n import _
from app.core.web.forms import typed
from app.councils.forms.seats import AnswerForm
from app.councils.policy import Standing
from app.councils.queries.charters import current_charter
from app.councils.queries.find import hosts_of
from app.councils.service import seats as service
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, seat_held, standing_of_reader
from app.councils.wording import confidentiality_sentence, confidentiality_words


def outside_page(standing: Standing) -> str:
    """For whoever knows of the council and has no term in it that runs."""
    if standing.seat is None:
        return render_template("councils/outside.html", council=standing.council)
    council = standing.council
    return render_template(
        "councils/invitation.html",
        council=council,
        seat=standing.seat,
        form=AnswerForm(formdata=None),
        hosts=hosts_of(council),
        charter=current_charter(council),
        confidentiality=confidentiality_words(council.confidentiality),
        meaning=confidentiality_sentence(council.confidentiality),
    )


@bp.post("/councils/<council>/invitation")
def answer_invitation(council: str) -> ResponseReturnValue:
    """Accept it, or with `decline` do not."""
    standing, form = standing_of_reader(council), AnswerForm()
    if not standing.is_invited or standing.seat is None:
        raise Forbidden(_("Nobody asked you to sit in this board."))
    proposal = typed(form.proposal)
    with writing():
        if "decline" in request.form:
            service.decline(standing.seat, standing.council, proposal=proposal)
        else:
            service.accept(standing.seat, standing.council, proposal=proposal)
    if "decline" in request.form:
        flash(_("Thank you for saying so. The hosts know."), "ok")
        return redirect("/", 303)
    flash(_("Welcome. The seat is yours."), "ok")
    return redirect(council_url(standing.council), 303)


@bp.post("/councils/<council>/leaving")
def leave(council: str) -> ResponseReturnValue:
    standing = standing_of_reader(council)
    with writing():
        service.leave(seat_held(standing), standing.council)
    flash(_("You left the board. Nothing of it is shown to you from now on."), "ok")
    return redirect("/", 303)
