"""What the members of a council agreed on: reading it, accepting it, writing the next version."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Forbidden, HeedError
from app.core.i18n import _
from app.core.web.forms import typed
from app.councils.forms.seats import AcceptForm, CharterForm
from app.councils.models import Council
from app.councils.policy import Standing
from app.councils.queries.charters import accepted_at, current_charter, versions_of
from app.councils.service import charters as service
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, hosted, standing_inside
from app.people.session import signed_in


@bp.get("/councils/<council>/charter")
def charter(council: str) -> ResponseReturnValue:
    return _page(standing_inside(council, needs_charter=False), AcceptForm(formdata=None))


@bp.post("/councils/<council>/charter")
def accept_charter(council: str) -> ResponseReturnValue:
    standing, form = standing_inside(council, needs_charter=False), AcceptForm()
    if standing.seat is None:
        raise Forbidden(_("You have no seat in this board."))
    name, number = typed(form.typed_name), form.version()
    try:
        with writing():
            service.accept(standing.council, standing.seat, number=number, typed_name=name)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(standing_inside(council, needs_charter=False), form), refusal.status
    flash(_("Thank you. The board is open to you."), "ok")
    return redirect(council_url(standing.council), 303)


@bp.get("/councils/<council>/charter/next")
def next_charter(council: str) -> ResponseReturnValue:
    shown, form = hosted(council), CharterForm(formdata=None)
    holds = current_charter(shown)
    if holds:
        form.body.data, form.nda_reference.data = holds.body, holds.nda_reference
    form.seen.data = holds.number if holds else 0
    return _form_page(shown, form)


@bp.post("/councils/<council>/charter/next")
def approve_charter(council: str) -> ResponseReturnValue:
    shown, form = hosted(council), CharterForm()
    try:
        written = service.text(typed(form.body), typed(form.nda_reference))
        with writing():
            service.approve(shown, written, seen=form.seen.data or 0, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _form_page(hosted(council), form), refusal.status
    flash(_("The members are asked to accept it."), "ok")
    return redirect(council_url(shown, "charter"), 303)


def _page(standing: Standing, form: AcceptForm) -> str:
    council, seat = standing.council, standing.seat
    holds = current_charter(council)
    return render_template(
        "councils/charter.html",
        standing=standing,
        council=council,
        charter=holds,
        versions=versions_of(council),
        form=form,
        accepted_at=accepted_at(holds, seat) if holds and seat else None,
    )


def _form_page(council: Council, form: CharterForm) -> str:
    return render_template("councils/next_charter.html", council=council, form=form)
