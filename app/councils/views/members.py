"""Who sits in a council; for its hosts, inviting them and their terms."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.web.forms import typed, uid_of
from app.councils.forms.seats import InviteForm, NoteForm
from app.councils.policy import Standing
from app.councils.queries.charters import acceptances_of, current_charter
from app.councils.queries.recruiting import customer_named
from app.councils.queries.seats import all_seats, seated
from app.councils.service import seat_details as details
from app.councils.service import seats as service
from app.councils.terms import today
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, hosted, seat_held, standing_inside
from app.people.session import signed_in


@bp.get("/councils/<council>/members")
def members(council: str) -> ResponseReturnValue:
    standing = standing_inside(council)
    return _page(standing, _blank())


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


@bp.post("/councils/<council>/conflict")
def note_conflict(council: str) -> ResponseReturnValue:
    """Of whoever holds a seat, about themselves."""
    standing, form = standing_inside(council), NoteForm()
    held = seat_held(standing)
    try:
        with writing():
            details.note_conflict(held, typed(form.conflict_note), version=form.version.data or 0)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(standing_inside(council), _blank(), form), refusal.status
    flash(_("Saved."), "ok")
    return redirect(council_url(standing.council, "members"), 303)


def _address_of(uid: str) -> str:
    """Of somebody chosen from a list, whose address the host need not know. Empty for nobody."""
    person = customer_named(uid_of(uid), reader=signed_in())
    return (person.email or "") if person else ""


def _blank() -> InviteForm:
    form = InviteForm(formdata=None)
    form.starts_on.data = today()
    form.person.data = request.args.get("person", "")
    return form


def _own_note(standing: Standing) -> NoteForm:
    form = NoteForm(formdata=None)
    if standing.seat is not None:
        form.conflict_note.data = standing.seat.conflict_note
        form.version.data = standing.seat.version
    return form


def _page(standing: Standing, form: InviteForm, note_form: NoteForm | None = None) -> str:
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
        accepted={each.seat_id: each for each in accepted},
        note_form=note_form or _own_note(standing),
    )
