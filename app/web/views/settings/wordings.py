"""Statuses, topics, tags, steps, parts and touchpoints: one page for each list of words."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Invalid
from app.core.i18n import _
from app.core.web.forms import typed
from app.people.session import signed_in
from app.web.forms import NewWordForm, WordForm
from app.web.views.blueprint import bp
from app.web.views.settings.frame import settings_page
from app.web.word_lists import join, lines, move, one_row, word_list

KINDS = "any(statuses,topics,tags,steps,parts,touchpoints)"


class Heading(NamedTuple):
    title: str
    sentence: str
    under: str = ""


@bp.get(f"/manage/settings/<{KINDS}:kind>", endpoint="wordings")
def list_words(kind: str) -> ResponseReturnValue:
    return _page(kind, NewWordForm(formdata=None), WordForm(formdata=None))


@bp.post(f"/manage/settings/<{KINDS}:kind>")
def add_wording(kind: str) -> ResponseReturnValue:
    form, words = NewWordForm(), word_list(kind)
    try:
        with writing():
            words.add(typed(form.name), form.under.data or "", signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(kind, form, WordForm(formdata=None)), refusal.status
    return redirect(url_for("web.wordings", kind=kind), 303)


@bp.post(f"/manage/settings/<{KINDS}:kind>/<uuid:uid>")
def change_wording(kind: str, uid: UUID) -> ResponseReturnValue:
    form = WordForm()
    try:
        with writing():
            _do(kind, uid, form)
    except HeedError as refusal:
        if refusal.status == 404:
            raise
        form.form_errors.append(refusal.message)
        return _page(kind, NewWordForm(formdata=None), form, uid), refusal.status
    if form.do.data in ("remove", "join"):
        flash(_("Taken out."), "ok")
    return redirect(url_for("web.wordings", kind=kind), 303)


def _do(kind: str, uid: UUID, form: WordForm) -> None:
    words, actor = word_list(kind), signed_in()
    row = one_row(words, uid)
    match form.do.data:
        case "rename":
            words.rename(row, typed(form.name), was=typed(form.was), actor=actor)
        case "up" | "down" if words.has_order:
            move(words, row, up=form.do.data == "up", actor=actor)
        case "remove":
            words.remove(row, actor=actor)
        case "join":
            join(words, row, typed(form.other), actor=actor)
        case _:
            raise Invalid(_("Choose what to do with it."))


def _page(kind: str, new: NewWordForm, changed: WordForm, uid: UUID | None = None) -> str:
    """`uid` is of the row whose form was refused: it keeps what was typed."""
    words = word_list(kind)
    new.offer(words.under())
    return settings_page(
        "web/settings/wordings.html",
        kind_of_words=kind,
        heading=_heading(kind),
        words=words,
        lines=lines(words),
        new=new,
        changed=changed,
        refused=uid,
    )


def _heading(kind: str) -> Heading:
    return {
        "statuses": Heading(
            _("Statuses"),
            _(
                "What people read for where an idea stands. What each means, its phase, stays; "
                "each phase keeps at least one."
            ),
            _("Means"),
        ),
        "topics": Heading(
            _("Topics"), _("What ideas are about, for people to choose from and filter by.")
        ),
        "tags": Heading(_("Tags"), _("Words of your own on ideas, for staff to sort with.")),
        "steps": Heading(
            _("Journey steps"), _("The way of a customer with you, from first hearing to leaving.")
        ),
        "parts": Heading(
            _("Parts of the experience"),
            _("What a customer’s experience is made of, and who inside answers for it."),
        ),
        "touchpoints": Heading(
            _("Touchpoints"),
            _("Moments at which customers meet you, each at a step of the journey."),
            _("Step"),
        ),
    }[kind]
