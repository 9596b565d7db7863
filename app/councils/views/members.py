"""Who sits in a council; for its hosts, inviting them and their terms."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.web.forms import uid_of
from app.councils.forms.seats import InviteForm, TermForm
from app.councils.models import Council, Seat
from app.councils.policy import Standing
from app.councils.queries.charters import acceptances_of, current_charter
from app.councils.queries.recruiting import customer_named
from app.councils.queries.seats import all_seats, one_seat, seated
from app.councils.service import seats as service
from app.councils.terms import last_day, today
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, hosted, standing_inside
from app.people.session import signed_in


@bp.get("/councils/<council>/members")
def members(council: str) -> ResponseReturnValue:
    standing = standing_inside(council)
    form = InviteForm(formdata=None)
    form.starts_on.data = today()
    form.person.data = request.args.get("person", "")
    return _page(standing, form)


@bp.post("/councils/<council>/members")
def invite(council: str) -> ResponseReturnValue:
    shown, form = hosted(council), InviteForm()
    form.offer()
    try:
        offer = form.offered(address_of=_address_of)
        with writing():
            service.invite(shown, offer, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(standing_inside(council), form), refusal.status
    flash(_("They are invited."), "ok")
    return redirect(council_url(shown, "members"), 303)


@bp.get("/councils/<council>/members/<uuid:uid>")
def seat(council: str, uid: UUID) -> ResponseReturnValue:
    shown = hosted(council)
    found, form = one_seat(shown, uid), TermForm(formdata=None)
    form.ends_on.data, form.version.data = last_day(found), found.version
    return _seat_page(shown, found, form)


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
        return _seat_page(shown, one_seat(shown, uid), form), refusal.status
    flash(_("Saved."), "ok")
    return redirect(council_url(shown, "members"), 303)


def _address_of(uid: str) -> str:
    """Of somebody chosen from a list, whose address the host need not know. Empty for nobody."""
    person = customer_named(uid_of(uid), reader=signed_in())
    return (person.email or "") if person else ""


def _page(standing: Standing, form: InviteForm) -> str:
    form.offer()
    council, is_host = standing.council, standing.is_host
    seats = all_seats(council) if is_host else seated(council)
    charter = current_charter(council) if is_host else None
    accepted = acceptances_of(charter) if charter else ()
    return render_template(
        "councils/members.html",
        standing=standing,
        council=council,
        form=form,
        chosen=customer_named(uid_of(form.person.data), reader=signed_in()) if is_host else None,
        seats=seats,
        sitting=sum(each.is_in_term and each.kind.answers_ballots for each in seats),
        charter=charter,
        accepted={each.seat_id: each.created_at for each in accepted},
    )


def _seat_page(council: Council, found: Seat, form: TermForm) -> str:
    return render_template("councils/seat.html", council=council, seat=found, form=form)
