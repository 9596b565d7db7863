"""A round's meeting, to be put into a calendar."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.i18n import _
from app.core.web.requests import absolute
from app.councils.calendar import invitation
from app.councils.queries.rounds import agenda_of, one_round
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, standing_inside


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
