"""A manager's promise of a date, and what became of the ones before."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.improvements.models import Improvement
from app.improvements.queries.find import one_readable
from app.people.session import signed_in
from app.roadmap import service
from app.roadmap.forms import PromiseForm
from app.roadmap.lines import when
from app.roadmap.queries.promises import history_of
from app.roadmap.urls import promise_url
from app.roadmap.views.blueprint import bp


@bp.get("/manage/improvements/<reference>/promise")
def promise(reference: str) -> ResponseReturnValue:
    return _page(one_readable(reference, reader=signed_in()), PromiseForm())


@bp.post("/manage/improvements/<reference>/promise")
def promise_date(reference: str) -> ResponseReturnValue:
    actor, form = signed_in(), PromiseForm()
    improvement = one_readable(reference, reader=actor)
    url = promise_url(improvement)
    try:
        due_on, precision = form.chosen()
        with writing():
            service.promise(
                improvement,
                due_on,
                precision,
                reason=form.reason.data or "",
                actor=actor,
                seen=form.decided_on(),
            )
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(improvement, form), refusal.status
    flash(_("The date is given."), "ok")
    return redirect(url, 303)


def _page(improvement: Improvement, form: PromiseForm) -> str:
    """Whatever was typed, the next press decides on what the page shows now."""
    history = history_of(improvement)
    held = history[0] if history and history[0].ended_at is None else None
    form.show(held)
    return render_template(
        "roadmap/promise.html",
        improvement=improvement,
        form=form,
        held=held,
        history=history,
        when=when,
        url=promise_url(improvement),
    )
