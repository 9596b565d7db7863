"""Putting ideas behind an improvement, and taking them out."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, NotFound
from app.core.i18n import _
from app.ideas.queries.visible import one_visible
from app.improvements.forms.deciding import LinkForm
from app.improvements.queries.find import one_readable
from app.improvements.service.evidence import link_idea, unlink_idea
from app.improvements.urls import improvement_url
from app.improvements.views.blueprint import bp
from app.improvements.views.show import improvement_page
from app.improvements.views.told import what_was_done
from app.people.session import signed_in


@bp.post("/manage/improvements/<improvement_reference>/ideas")
def link(improvement_reference: str) -> ResponseReturnValue:
    actor = signed_in()
    improvement = one_readable(improvement_reference, reader=actor)
    form = LinkForm()
    try:
        idea = one_visible((form.idea.data or "").strip(), reader=actor)
        with writing():
            moved = link_idea(improvement, idea, actor=actor)
            url, name = improvement_url(improvement), idea.reference
            done = what_was_done(moved, improvement.horizon)
    except NotFound:
        form.idea.errors = [_("There is no idea with this reference.")]
        return improvement_page(improvement, link_form=form), 422
    except HeedError as refusal:
        form.refuse(refusal)
        return improvement_page(improvement, link_form=form), refusal.status
    flash(f"{_('%(idea)s is behind it now.', idea=name)} {done}".strip())
    return redirect(url, 303)


@bp.post("/manage/improvements/<improvement_reference>/ideas/<idea_reference>/unlink")
def unlink(improvement_reference: str, idea_reference: str) -> ResponseReturnValue:
    actor = signed_in()
    improvement = one_readable(improvement_reference, reader=actor)
    idea = one_visible(idea_reference, reader=actor)
    with writing():
        unlink_idea(improvement, idea, reason=request.form.get("reason", ""), actor=actor)
        url, name = improvement_url(improvement), idea.reference
    flash(_("%(idea)s is no longer behind it. It keeps its status.", idea=name))
    return redirect(url, 303)
