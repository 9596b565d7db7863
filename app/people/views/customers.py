"""Customers to choose from while somebody types."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.text import one_line
from app.core.web.requests import wants_fragment
from app.people.customers import customers_like
from app.people.views.blueprint import bp

LONGEST_NAME = 80
MOST_FOUND = 8


@bp.get("/manage/customers")
def customers() -> ResponseReturnValue:
    """On its own it leads to one's own customers."""
    if not wants_fragment():
        return redirect("/me?part=customers", 302)
    beginning = one_line(request.args.get("customer", ""))[:LONGEST_NAME]
    found = customers_like(beginning, most=MOST_FOUND)
    return render_template("people/_customers.html", customers=found)
