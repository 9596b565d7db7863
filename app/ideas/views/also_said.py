"""Other wordings of an idea, taken back on its page."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.i18n import _
from app.ideas.queries.also_said import one_wording
from app.ideas.queries.visible import one_visible, one_visible_by_id
from app.ideas.service.also_said import forget_wording
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.people.session import signed_in


@bp.post("/ideas/<reference>/wordings/<uuid:uid>/remove")
def remove_wording(reference: str, uid: UUID) -> ResponseReturnValue:
    """Also of an idea that was merged: its wordings stand on the page it leads to."""
    actor = signed_in()
    idea = one_visible(reference, reader=actor)
    root = (
        idea
        if idea.merged_into_id is None
        else one_visible_by_id(idea.merged_into_id, reader=actor)
    )
    wording, url = one_wording(idea, uid), idea_url(root)
    with writing():
        forget_wording(wording, idea, actor=actor)
    flash(_("The wording is gone from the page."))
    return redirect(url, 303)
