"""A round's meeting, to be put into a calendar, and moved."""

from __future__ import annotations

from flask import Response, flash, redirect
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, NotFound
from app.core.i18n import _
from app.core.web.forms import typed
from app.core.web.requests import absolute
from app.councils.calendar import invitation
from app.councils.forms.hours import say_which_are_meant
from app.councils.forms.rounds import MeetingForm
from app.councils.queries.rounds import agenda_of, one_round
from app.councils.service import rounds as service
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, standing_inside
from app.councils.views.rounds import hosted_round, round_page
from app.people.session import signed_in


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/meeting")
def move_meeting(council: str, number: int) -> ResponseReturnValue:
    (shown, of), form = hosted_round(council, number), MeetingForm()
    try:
        moment, version = form.moment(), form.version.data or 0
        with writing():
            service.move_meeting(of, moment, typed(form.place), version=version, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return round_page(standing_inside(council), number, meeting_form=form), refusal.status
    flash(
        _(
            "The meeting is moved, and the members are told. Whoever put it into a calendar puts "
            "it there again from this page."
        ),
        "ok",
    )
    say_which_are_meant(form.meets_at)
    return redirect(council_url(shown, "rounds", number), 303)


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/meeting.ics")
def meeting(council: str, number: int) -> ResponseReturnValue:
    standing = standing_inside(council)
    of = one_round(standing, number)
    if of.meets_at is None:
        raise NotFound(_("This round has no meeting."))
    url = absolute(council_url(standing.council, "rounds", number))
    file = Response(invitation(of, agenda_of(of), url=url), content_type="text/calendar")
    file.headers["Content-Disposition"] = "attachment; filename=meeting.ics"
    return file
