"""Where the work of staff begins."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.people.gate import may
from app.web.views.blueprint import bp


@bp.get("/manage")
def manage() -> ResponseReturnValue:
    """The inbox; for those who keep none, what they themselves asked for."""
    endpoint = "triage.inbox" if may("GET", "triage.inbox") else "web.me"
    return redirect(url_for(endpoint), 302)
