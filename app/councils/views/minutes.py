"""Minutes of a round: read and printed, written, looked at by a chair, published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Conflict, Forbidden, HeedError, Invalid, NotFound, Stale
from app.core.i18n import _
from app.core.web.forms import typed
from app.councils.forms.meeting import (
    AdoptionForm,
    DecisionForm,
    MinutesForm,
    RemarkForm,
    TaskForm,
)
from app.councils.models import Council, Minutes, Round
from app.councils.policy import Standing
from app.councils.queries.meeting import (
    actions_of,
    are_minutes_late,
    decisions_of,
    expected_at,
    has_a_chair,
    minutes_due_at,
    minutes_for,
    minutes_of,
    open_minutes,
    present_at,
    refuse_before_its_end,
    undecided,
)
from app.councils.queries.rounds import agenda_of, one_round
from app.councils.queries.seats import seated
from app.councils.service import minutes as service
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, standing_inside
from app.councils.views.rounds import hosted_round
from app.councils.wording import confidentiality_words
from app.people.session import signed_in

BY_HOSTS: dict[str, Callable[..., None]] = {
    "send": service.send_to_chair,
    "publish": service.publish,
}


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/minutes")
def minutes(council: str, number: int) -> ResponseReturnValue:
    return minutes_page(standing_inside(council), number)


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/minutes/edit")
def minutes_draft(council: str, number: int) -> ResponseReturnValue:
    shown, of = hosted_round(council, number)
    refuse_before_its_end(of)
    kept, form = minutes_of(of), MinutesForm(formdata=None)
    form.summary.data = kept.summary if kept else ""
    form.version.data = kept.version if kept else 0
    return _draft_page(shown, of, form)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/minutes/edit")
def write_minutes(council: str, number: int) -> ResponseReturnValue:
    (shown, of), form = hosted_round(council, number), MinutesForm()
    try:
        written = service.draft(typed(form.summary), form.notes(agenda_of(of)), form.present())
        with writing():
            service.write(of, written, version=form.version.data or 0, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        shown, of = hosted_round(council, number)
        return _draft_page(shown, of, form), refusal.status
    flash(_("Saved."), "ok")
    return redirect(council_url(shown, "rounds", number, "minutes"), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/minutes/stage")
def move_minutes(council: str, number: int) -> ResponseReturnValue:
    """`do` is send or publish, for hosts; approve or return, for a chair."""
    standing = standing_inside(council)
    of = one_round(standing, number)
    found, wanted = minutes_for(standing, of), request.form.get("do", "")
    try:
        _move(standing, found, wanted)
    except Invalid as refusal:
        form = RemarkForm()
        form.refuse(refusal)
        page = minutes_page(standing_inside(council), number, remark_form=form)
        return page, refusal.status
    except (Conflict, Stale) as refusal:
        page = minutes_page(standing_inside(council), number, refusal=refusal.message)
        return page, refusal.status
    return redirect(council_url(standing.council, "rounds", number, "minutes"), 303)


def _move(standing: Standing, found: Minutes, wanted: str) -> None:
    actor = signed_in()
    if wanted in BY_HOSTS:
        if not standing.is_host:
            raise Forbidden(_("Only the hosts of this board do this."))
        with writing():
            BY_HOSTS[wanted](found, standing.council, actor=actor)
    elif wanted in ("approve", "return"):
        if not standing.is_chair:
            raise Forbidden(_("Only a chair of this board does this."))
        with writing():
            if wanted == "approve":
                seen = request.form.get("version", type=int)
                service.approve(found, version=seen, actor=actor)
            else:
                service.send_back(found, typed(RemarkForm().remark), actor=actor)
    else:
        raise Invalid(_("Say what comes next: press one of the buttons."))


def minutes_page(standing: Standing, number: int, **forms: Any) -> str:
    """`forms` are those that come back with what is wrong in them. Hosts see the page before there
    are minutes: advice and actions are written down there."""
    of = one_round(standing, number)
    written = open_minutes(standing, [of])
    if of.id not in written:
        raise NotFound(_("There is nothing at this address."))
    seats, present = expected_at(of), present_at(of)
    return render_template(
        "councils/minutes.html",
        standing=standing,
        council=standing.council,
        round=of,
        minutes=written[of.id],
        agenda=agenda_of(of),
        present=[seat for seat in seats if seat.id in present],
        absent=[seat for seat in seats if seat.id not in present],
        decisions=decisions_of(of),
        actions=actions_of(of),
        confidentiality=confidentiality_words(of.confidentiality),
        refusal=forms.get("refusal"),
        remark_form=forms.get("remark_form") or RemarkForm(formdata=None),
        **_for_hosts(standing, of, forms),
    )


def _for_hosts(standing: Standing, of: Round, forms: dict[str, Any]) -> dict[str, Any]:
    if not standing.is_host:
        return {}
    decision = forms.get("decision_form") or DecisionForm(formdata=None)
    task = forms.get("task_form") or TaskForm(formdata=None)
    adoption = forms.get("adoption_form") or AdoptionForm(formdata=None)
    decision.offer(undecided(of))
    task.offer(seated(standing.council))
    adoption.offer()
    return {
        "decision_form": decision,
        "task_form": task,
        "adoption_form": adoption,
        "refused": forms.get("refused"),
        "has_chair": has_a_chair(standing.council),
        "due_at": minutes_due_at(of),
        "is_late": are_minutes_late(of),
    }


def _draft_page(council: Council, of: Round, form: MinutesForm) -> str:
    is_back = request.method == "POST"  # with what was typed
    agenda = agenda_of(of)
    present = present_at(of)
    return render_template(
        "councils/write_minutes.html",
        council=council,
        round=of,
        form=form,
        agenda=agenda,
        notes=form.notes(agenda) if is_back else {item.uid: item.notes for item in agenda},
        seats=expected_at(of),
        present=form.present()
        if is_back
        else {seat.uid for seat in expected_at(of) if seat.id in present},
    )
