"""What this portal keeps of people, in its owner's words."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.i18n import _
from app.core.markup import render
from app.core.settings import portal
from app.people.service.consent import edition
from app.web.views.blueprint import bp


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    notes = portal().privacy_notes
    if not notes:
        raise NotFound(_("There is nothing at this address."))
    return render_template("web/privacy.html", html=render(notes), edition=edition())
