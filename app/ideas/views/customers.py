"""“Vote for a customer” on the page of an idea."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.ideas.queries.visible import one_visible
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.ideas.views.idea import idea_page
from app.people.models import User
from app.people.session import signed_in
from app.votes.forms import CustomerForm
from app.votes.service.represent import Outcome, cast_for


@bp.post("/ideas/<reference>/customers")
def vote_for_customer(reference: str) -> ResponseReturnValue:
    employee = signed_in()
    idea = one_visible(reference, reader=employee)
    form, url = CustomerForm(), idea_url(idea)
    try:
        wish = form.wish()
        with writing():
            customer = form.customer_meant()
            said = said_of(
                cast_for(idea, customer=customer, employee=employee, wish=wish), customer
            )
    except HeedError as refusal:
        form.refuse(refusal)
        return idea_page(idea, customer=form), refusal.status
    flash(said)
    return redirect(f"{url}#vote-for", 303)


def said_of(outcome: Outcome, customer: User) -> str:
    """What came of asking for a customer, as a sentence."""
    name = customer.name or _("The customer")
    return {
        Outcome.ADDED: _("%(name)s is counted now.", name=name),
        Outcome.KEPT: _("You had added %(name)s already; what is new is kept.", name=name),
        Outcome.TAKEN: _("A colleague added %(name)s already, so nothing has changed.", name=name),
        Outcome.VOTED: _("%(name)s has voted for this already, so nothing has changed.", name=name),
    }[outcome]
