"""One seat as the hosts of its council see it: its term, what they change about it, what became of
it and what whoever holds it took part in."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.councils.forms.seats import SeatForm, TermForm
from app.councils.models import Council, Seat
from app.councils.queries.charters import accepted_by
from app.councils.queries.scorecard import Record, closed_rounds, records_of
from app.councils.queries.seats import one_seat, terms_of
from app.councils.seat_history import history_of
from app.councils.service import seat_details as details
from app.councils.service import seats as service
from app.councils.terms import last_day
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, hosted
from app.people.session import signed_in


@bp.get("/councils/<council>/members/<uuid:uid>")
def seat(council: str, uid: UUID) -> ResponseReturnValue:
    shown = hosted(council)
    return _page(shown, one_seat(shown, uid))


@bp.post("/councils/<council>/members/<uuid:uid>")
def change_seat(council: str, uid: UUID) -> ResponseReturnValue:
    """Renew its term, or with `end` end it now."""
    shown, form = hosted(council), TermForm()
    found = one_seat(shown, uid)
    try:
        if "end" in request.form:
            with writing():
                service.end(found, shown, actor=signed_in())
        else:
            day, version = form.day(), form.version.data or 0
            with writing():
                service.renew(found, shown, day, version=version, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(shown, one_seat(shown, uid), form=form), refusal.status
    flash(_("Saved."), "ok")
    return redirect(council_url(shown, "members"), 303)


@bp.post("/councils/<council>/members/<uuid:uid>/edit")
def edit_seat(council: str, uid: UUID) -> ResponseReturnValue:
    """As what, from when, and conflicts of interest."""
    shown, form = hosted(council), SeatForm()
    form.offer()
    found = one_seat(shown, uid)
    try:
        wanted, version = form.details(), form.version.data or 0
        with writing():
            details.change(found, shown, wanted, version=version, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(shown, one_seat(shown, uid), seat_form=form), refusal.status
    flash(_("Saved."), "ok")
    return redirect(council_url(shown, "members", found.uid), 303)


def _page(
    council: Council,
    found: Seat,
    *,
    form: TermForm | None = None,
    seat_form: SeatForm | None = None,
) -> str:
    return render_template(
        "councils/seat.html",
        council=council,
        seat=found,
        form=form or _term_form(found),
        seat_form=seat_form or _seat_form(found),
        record=_record(council, found),
        accepted=accepted_by(found),
        terms=terms_of(found),
        history=history_of(found),
    )


def _term_form(found: Seat) -> TermForm:
    form = TermForm(formdata=None)
    form.ends_on.data, form.version.data = last_day(found), found.version
    return form


def _seat_form(found: Seat) -> SeatForm:
    form = SeatForm(formdata=None)
    form.offer()
    form.fill_from(found)
    return form


def _record(council: Council, found: Seat) -> Record | None:
    """Of the whole term; it stays when that is over."""
    if not found.kind.answers_ballots or found.starts_at > now():
        return None
    return records_of([found], closed_rounds(council, found.starts_at, now()))[found.id]
