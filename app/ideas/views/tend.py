"""Keeping a board tidy, taking an idea out and bringing it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.queries.removed import one_removed, removed_page
from app.ideas.queries.visible import one_visible
from app.ideas.service import tend as service
from app.ideas.service.tend import Mark
from app.ideas.urls import board_url, idea_url
from app.ideas.views.blueprint import bp
from app.people.session import signed_in


@bp.post("/ideas/<reference>/marks")
def mark(reference: str) -> ResponseReturnValue:
    """Lock the conversation, close voting or pin it; with `again` take that back."""
    actor = signed_in()
    idea, chosen = one_visible(reference, reader=actor), request.form.get("mark", "")
    if chosen not in list(Mark):
        raise Invalid(_("Choose what is to change."))
    change = service.unmark if "again" in request.form else service.mark
    url = idea_url(idea)
    with writing():
        change(idea, Mark(chosen), actor=actor)
    flash(_("Saved."), "ok")
    return redirect(f"{url}#tend", 303)


@bp.post("/ideas/<reference>/remove")
def remove(reference: str) -> ResponseReturnValue:
    actor = signed_in()
    idea = one_visible(reference, reader=actor)
    url, named = board_url(idea.board), idea.reference
    with writing():
        service.remove(idea, actor=actor)
    flash(_("%(idea)s is gone. An administrator can bring it back.", idea=named), "ok")
    return redirect(url, 303)


@bp.get("/manage/removed")
def removed() -> ResponseReturnValue:
    page = removed_page(request.args.get("cursor"))
    return render_template("ideas/removed.html", page=page)


@bp.post("/manage/removed/<reference>")
def restore(reference: str) -> ResponseReturnValue:
    idea = one_removed(reference)
    with writing():
        service.restore(idea, actor=signed_in())
    flash(_("%(idea)s is back.", idea=idea.reference), "ok")
    return redirect(url_for("ideas.removed"), 303)
