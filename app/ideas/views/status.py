"""A manager's decision on an idea."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _, ngettext
from app.ideas.forms import StatusForm
from app.ideas.queries.just_now import decided_just_now
from app.ideas.queries.statuses import status_named, wording
from app.ideas.queries.visible import one_visible
from app.ideas.service.decide import change_status as decide
from app.ideas.service.decide import note_for
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.ideas.views.idea import idea_page
from app.people.session import signed_in
from app.telling.queries import audience_size


@bp.post("/ideas/<reference>/status")
def change_status(reference: str) -> ResponseReturnValue:
    actor = signed_in()
    idea = one_visible(reference, reader=actor)
    form, url = StatusForm(), idea_url(idea)
    try:
        status = status_named(form.status.data or "")
        note, words = note_for(status, form.note.data or ""), wording(status)
        told = audience_size(idea, actor=actor)
        with writing():
            if not decided_just_now(idea, status, note=note, actor=actor):
                decide(idea, status, note=note, actor=actor)
    except HeedError as refusal:
        form.refuse(refusal)
        return idea_page(idea, status=form), refusal.status
    flash(_said(words, told))
    return redirect(url, 303)


def _said(status: str, told: int) -> str:
    if not told:
        return _("The status is now “%(status)s”.", status=status)
    return ngettext(
        "The status is now “%(status)s”. %(num)s person hears of it.",
        "The status is now “%(status)s”. %(num)s people hear of it.",
        told,
        status=status,
    )
