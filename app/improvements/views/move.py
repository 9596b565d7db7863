"""Moving an improvement to another horizon: first what that does, then the press."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Invalid
from app.core.i18n import _
from app.improvements.forms.deciding import MoveForm
from app.improvements.models import Horizon, Improvement, Verdict
from app.improvements.queries.evidence import ideas_behind
from app.improvements.queries.find import one_readable
from app.improvements.queries.following import following
from app.improvements.queries.log import decided_just_now, latest_decision
from app.improvements.queries.wording import horizon_name
from app.improvements.service.move import move as put_at
from app.improvements.service.move import words_for
from app.improvements.urls import improvement_url
from app.improvements.views.blueprint import bp
from app.improvements.views.told import people_told, what_it_does, what_was_done
from app.people.session import signed_in


@bp.get("/manage/improvements/<improvement_reference>/move")
def ask_move(improvement_reference: str) -> ResponseReturnValue:
    improvement = one_readable(improvement_reference, reader=signed_in())
    return _page(MoveForm(formdata=None), improvement, _asked(request.args.get("to", "")))


@bp.post("/manage/improvements/<improvement_reference>/move")
def move(improvement_reference: str) -> ResponseReturnValue:
    actor = signed_in()
    improvement = one_readable(improvement_reference, reader=actor)
    horizon, form = _asked(request.form.get("to", "")), MoveForm()
    try:
        note = words_for(horizon, form.note.data or "")
        with writing():
            url, done = improvement_url(improvement), ""
            if not decided_just_now(
                improvement, Verdict.MOVED, became=horizon, reason=note.body, actor=actor
            ):
                version = form.seen_version()
                moved = put_at(improvement, horizon, note=note, version=version, actor=actor)
                done = what_was_done(moved, horizon)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form, improvement, horizon), refusal.status
    flash(_said(horizon, done))
    return redirect(url, 303)


def _asked(word: str) -> Horizon:
    if word not in list(Horizon):
        message = _("There is no such horizon: “%(word)s”.", word=word)
        raise Invalid(message, errors={"to": message})
    return Horizon(word)


def _page(form: MoveForm, improvement: Improvement, horizon: Horizon) -> str:
    form.version.data = str(improvement.version)
    found = following(ideas_behind(improvement), horizon)
    told = people_told(found.moving, actor=signed_in())
    return render_template(
        "improvements/ask_move.html",
        form=form,
        improvement=improvement,
        horizon=horizon,
        found=found,
        told=told,
        sentence=what_it_does(found.moving, horizon, told=told),
        latest=latest_decision(improvement),
    )


def _said(horizon: Horizon, done: str) -> str:
    stands = _("It stands at “%(horizon)s” now.", horizon=horizon_name(horizon))
    return f"{stands} {done}".strip()
