"""What is judged in a round and what stands on its agenda, while hosts prepare it."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Conflict, HeedError, Invalid, NotFound
from app.core.i18n import _
from app.core.text import one_line
from app.core.web.forms import typed
from app.councils.forms.rounds import CandidateForm, ItemForm
from app.councils.models import AgendaItem, Round
from app.councils.queries.rounds import one_candidate, one_item
from app.councils.service import candidates as service
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, standing_inside
from app.councils.views.rounds import hosted_round, refused_page, round_page
from app.ideas.models import Idea
from app.ideas.queries.visible import is_reference, one_visible
from app.improvements.models import Improvement
from app.improvements.queries.find import one_readable
from app.people.session import signed_in

PLACES = {"up": -1, "down": 1}


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/candidates")
def add_candidate(council: str, number: int) -> ResponseReturnValue:
    (shown, of), form = hosted_round(council, number), CandidateForm()
    try:
        source = _source(form)
        with writing():
            service.add(of, source, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        page = round_page(standing_inside(council), number, candidate_form=form)
        return page, refusal.status
    return redirect(council_url(shown, "rounds", f"{number}#judged"), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/candidates/<uuid:uid>")
def remove_candidate(council: str, number: int, uid: UUID) -> ResponseReturnValue:
    shown, of = hosted_round(council, number)
    candidate = one_candidate(of, uid)
    try:
        with writing():
            service.remove(candidate, of, actor=signed_in())
    except Conflict as refusal:
        return refused_page(council, number, refusal)
    return redirect(council_url(shown, "rounds", f"{number}#judged"), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/agenda")
def add_item(council: str, number: int) -> ResponseReturnValue:
    (shown, of), form = hosted_round(council, number), ItemForm()
    form.offer()
    try:
        item = form.item()
        with writing():
            service.add_item(of, item)
    except HeedError as refusal:
        form.refuse(refusal)
        return round_page(standing_inside(council), number, item_form=form), refusal.status
    return redirect(council_url(shown, "rounds", f"{number}#agenda"), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/agenda/<uuid:uid>")
def change_item(council: str, number: int, uid: UUID) -> ResponseReturnValue:
    """`do` is save, with other words; up or down; or remove."""
    (shown, of), form = hosted_round(council, number), ItemForm()
    item = one_item(of, uid)
    form.offer()
    form.stand_beside(item)
    try:
        _change(item, of, form, request.form.get("do", ""))
    except HeedError as refusal:
        form.refuse(refusal)
        page = round_page(standing_inside(council), number, changed={item.id: form})
        return page, refusal.status
    return redirect(council_url(shown, "rounds", f"{number}#agenda"), 303)


def _change(item: AgendaItem, of: Round, form: ItemForm, do: str) -> None:
    if do in PLACES:
        with writing():
            service.move_item(item, of, PLACES[do])
    elif do == "remove":
        with writing():
            service.remove_item(item, of)
    elif do == "save":
        wanted = form.item()
        with writing():
            service.edit_item(item, of, wanted)
    else:
        raise Invalid(_("Say what comes next: press one of the buttons."))


def _source(form: CandidateForm) -> Idea | Improvement | service.Words:
    """What was named, as far as the host may read it. Raises Invalid for what is not there."""
    reference = one_line(typed(form.reference))
    if not reference:
        return service.words(typed(form.title), typed(form.body))
    try:
        if is_reference(reference):
            return one_visible(reference, reader=signed_in())
        return one_readable(reference, reader=signed_in())
    except NotFound:
        message = _("There is no idea or improvement %(name)s that you can read.", name=reference)
        raise Invalid(message, errors={"reference": message}) from None
