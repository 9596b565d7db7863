"""What a council advised and what became of it, who does what, and what a round was worth."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Conflict, Forbidden, HeedError
from app.core.i18n import _
from app.core.web.forms import typed
from app.councils.forms.meeting import AdoptionForm, DecisionForm, TaskForm
from app.councils.models import Action
from app.councils.policy import Standing
from app.councils.queries.meeting import minutes_for, one_action, one_decision, undecided
from app.councils.queries.rounds import one_round
from app.councils.queries.seats import seated
from app.councils.service import actions as tasks
from app.councils.service import advice as service
from app.councils.service import worth
from app.councils.urls import council_url
from app.councils.views.ballot import voter
from app.councils.views.blueprint import bp, standing_inside
from app.councils.views.minutes import minutes_page
from app.councils.views.rounds import hosted_round
from app.people.session import signed_in


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/decisions")
def add_decision(council: str, number: int) -> ResponseReturnValue:
    (shown, of), form = hosted_round(council, number), DecisionForm()
    form.offer(undecided(of))
    try:
        taken = form.taken()
        with writing():
            service.decide(of, taken, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        page = minutes_page(standing_inside(council), number, decision_form=form)
        return page, refusal.status
    return redirect(council_url(shown, "rounds", number, "minutes#advice"), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/decisions/<uuid:uid>")
def change_decision(council: str, number: int, uid: UUID) -> ResponseReturnValue:
    """Say what became of it, or with `remove` take it out."""
    (shown, of), form = hosted_round(council, number), AdoptionForm()
    decision = one_decision(of, uid)
    form.offer()
    try:
        if "remove" in request.form:
            with writing():
                service.take_out(decision, of, actor=signed_in())
        else:
            adoption = form.chosen()
            with writing():
                service.answer(decision, of, adoption, typed(form.answer), actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        page = minutes_page(standing_inside(council), number, adoption_form=form, refused=uid)
        return page, refusal.status
    return redirect(council_url(shown, "rounds", number, "minutes#advice"), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/actions")
def add_action(council: str, number: int) -> ResponseReturnValue:
    (shown, of), form = hosted_round(council, number), TaskForm()
    form.offer(seated(shown))
    try:
        task = form.task()
        with writing():
            tasks.assign(of, task, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        page = minutes_page(standing_inside(council), number, task_form=form)
        return page, refusal.status
    return redirect(council_url(shown, "rounds", number, "minutes#actions"), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/actions/<uuid:uid>")
def change_action(council: str, number: int, uid: UUID) -> ResponseReturnValue:
    """It is done, or with `again` it is not; hosts take it out with `remove`."""
    standing = standing_inside(council)
    of = one_round(standing, number)
    if not standing.is_host:
        minutes_for(standing, of)
    action, actor = one_action(of, uid), signed_in()
    _refuse_strangers(action, standing)
    try:
        with writing():
            if "remove" in request.form and standing.is_host:
                tasks.drop(action, of, actor=actor)
            elif "again" in request.form:
                tasks.reopen(action, of, actor=actor)
            else:
                tasks.finish(action, of, actor=actor)
    except Conflict as refusal:
        page = minutes_page(standing_inside(council), number, refusal=refusal.message)
        return page, refusal.status
    return redirect(council_url(standing.council, "rounds", number, "minutes#actions"), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/worth")
def rate_round(council: str, number: int) -> ResponseReturnValue:
    """`score` is from 1 to 5."""
    standing = standing_inside(council)
    of, seat = one_round(standing, number), voter(standing)
    given = request.form.get("score", "")
    score = int(given) if given.isascii() and given.isdecimal() and len(given) < 3 else 0
    with writing():
        worth.rate(of, seat, score)
    flash(_("Thank you. It goes into the middle of what all said, once five people did."), "ok")
    return redirect(council_url(standing.council, "rounds", number, "results"), 303)


def _refuse_strangers(action: Action, standing: Standing) -> None:
    """Raises Forbidden for whoever neither hosts the council nor does this."""
    is_theirs = standing.seat is not None and action.owner_id == standing.seat.user_id
    if not standing.is_host and not is_theirs:
        raise Forbidden(_("Only the hosts and whoever does it say that it is done."))
