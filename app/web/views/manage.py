"""Where the work of staff begins."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.people.gate import may
from app.votes.urls import MY_CUSTOMERS
from app.web.views.blueprint import bp


@bp.get("/manage")
def manage() -> ResponseReturnValue:
    """The inbox; for those who keep none, what they asked for their customers."""
    if may("GET", "triage.inbox"):
        return redirect(url_for("triage.inbox"), 302)
    return redirect(MY_CUSTOMERS, 302)
