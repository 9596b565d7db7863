"""Saying an idea in other words."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.ideas.forms import EditForm
from app.ideas.models import Idea, State
from app.ideas.policy import refuse_edit
from app.ideas.queries.visible import one_visible
from app.ideas.service import submit as service
from app.ideas.service.drafts import draft
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.people.session import signed_in


@bp.get("/ideas/<reference>/edit")
def edit(reference: str) -> ResponseReturnValue:
    idea = _editable(reference)
    return _page(idea, EditForm(formdata=None, obj=idea))


@bp.post("/ideas/<reference>/edit")
def save(reference: str) -> ResponseReturnValue:
    idea, form = _editable(reference), EditForm()
    actor = signed_in()
    try:
        written = draft(form.title.data or "", form.body.data or "")
        with writing():
            refuse_edit(idea, actor=actor)
            service.edit(idea, written, version=form.seen or 0, actor=actor)
            waits, url = idea.state is State.PENDING, idea_url(idea)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(idea, form), refusal.status
    flash(_("Sent. Somebody looks at it first.") if waits else _("Saved."), "ok")
    return redirect(url, 303)


def _editable(reference: str) -> Idea:
    actor = signed_in()
    idea = one_visible(reference, reader=actor)
    refuse_edit(idea, actor=actor)
    return idea


def _page(idea: Idea, form: EditForm) -> str:
    return render_template("ideas/edit.html", idea=idea, form=form)
