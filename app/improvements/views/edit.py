"""Changing what an improvement says."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Stale
from app.core.i18n import _
from app.improvements.forms.improvement import EditForm, filled_from
from app.improvements.models import Improvement
from app.improvements.policy import refuse_edit
from app.improvements.queries.find import one_readable
from app.improvements.service.edit import edit as change
from app.improvements.urls import improvement_url
from app.improvements.views.blueprint import bp
from app.improvements.views.promote import offered
from app.people.session import signed_in


@bp.get("/manage/improvements/<improvement_reference>/edit")
def edit(improvement_reference: str) -> ResponseReturnValue:
    improvement = _editable(improvement_reference)
    form = EditForm(formdata=None, data=filled_from(improvement))
    return _page(form, improvement)


@bp.post("/manage/improvements/<improvement_reference>/edit")
def save(improvement_reference: str) -> ResponseReturnValue:
    actor = signed_in()
    improvement = _editable(improvement_reference)
    form = EditForm()
    form.offer(offered())
    form.keep(improvement, is_keepers=actor.is_keeper)
    try:
        written = form.drafted(improvement.horizon)
        with writing():
            change(improvement, written, version=form.seen_version(), actor=actor)
            url = improvement_url(improvement)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form, improvement, others=isinstance(refusal, Stale)), refusal.status
    flash(_("The improvement is changed."))
    return redirect(url, 303)


def _editable(reference: str) -> Improvement:
    """Raises NotFound, and Forbidden for who may but read it."""
    improvement = one_readable(reference, reader=signed_in())
    refuse_edit(improvement, actor=signed_in())
    return improvement


def _page(form: EditForm, improvement: Improvement, *, others: bool = False) -> str:
    """`others`: somebody else changed it meanwhile; their words stand beside the fields."""
    form.offer(offered())
    form.keep(improvement, is_keepers=signed_in().is_keeper)
    form.version.data = str(improvement.version)
    return render_template(
        "improvements/edit.html", form=form, improvement=improvement, others=others
    )
