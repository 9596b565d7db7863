"""What an employee does with the customers they asked for."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from app.core.db import session, writing
from app.core.i18n import _
from app.ideas.models import Idea
from app.people.session import signed_in
from app.votes.represented import one_of_employee
from app.votes.service.represent import mark_told, take_out
from app.votes.urls import MY_CUSTOMERS
from app.votes.views.blueprint import bp


@bp.post("/me/customers/<uuid:uid>/told")
def tell_customer(uid: UUID) -> ResponseReturnValue:
    """Keeps that they were told; the telling itself happens elsewhere."""
    employee = signed_in()
    proxy = one_of_employee(uid, employee=employee)
    with writing():
        mark_told(proxy, actor=employee)
    return redirect(MY_CUSTOMERS, 303)


@bp.post("/me/customers/<uuid:uid>/take-out")
def take_out_customer(uid: UUID) -> ResponseReturnValue:
    employee = signed_in()
    proxy = one_of_employee(uid, employee=employee)
    with writing():
        idea = session.get_one(Idea, proxy.idea_id)
        take_out(idea, customer=proxy.customer, actor=employee)
    flash(_("Their vote is taken back."))
    return redirect(MY_CUSTOMERS, 303)
