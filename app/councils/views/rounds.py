"""Rounds of a council: one of them, planning it, and moving it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Conflict, HeedError, Invalid
from app.core.i18n import _
from app.councils.forms.hours import say_which_are_meant
from app.councils.forms.papers import FindingForm, PaperForm
from app.councils.forms.rounds import CandidateForm, ItemForm, MeetingForm, RoundForm, form_of
from app.councils.models import Council, CountsBy, Round, RoundKind
from app.councils.policy import Standing
from app.councils.queries.ballots import own_ballots
from app.councils.queries.findings import findings_in
from app.councils.queries.meeting import are_minutes_out
from app.councils.queries.papers import papers_of, read_by
from app.councils.queries.rounds import agenda_of, candidates_of, one_round, starts_of
from app.councils.queries.suggested import Suggested, far_apart, suggestions_for
from app.councils.queries.turnout import last_asked_at, turnout_of, voices_of, was_asked_on
from app.councils.results import FEWEST
from app.councils.service import rounds as service
from app.councils.terms import beginning_of, today
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, hosted, standing_inside
from app.councils.wording import counts_by_sentence, round_kind_sentence
from app.people.session import signed_in

MOVES: dict[str, Callable[..., None]] = {
    "discard": service.discard,
    "pre_read": service.begin_pre_read,
    "open": service.open_round,
    "remind": service.remind_of_answers,
    "close": service.close_now,
    "call_off": service.call_off,
    "report": service.report,
}


@bp.get("/councils/<council>/rounds/new")
def new_round(council: str) -> ResponseReturnValue:
    return _form_page(hosted(council), RoundForm(formdata=None))


@bp.post("/councils/<council>/rounds/new")
def plan_round(council: str) -> ResponseReturnValue:
    shown, form = hosted(council), RoundForm()
    form.offer()
    try:
        wanted = form.plan()
        with writing():
            made = service.plan(shown, wanted, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _form_page(hosted(council), form), refusal.status
    say_which_are_meant(form.closes_at, form.meets_at)
    return redirect(council_url(shown, "rounds", made.number), 303)


@bp.get("/councils/<council>/rounds/<int(max=99999):number>", endpoint="round")
def show_round(council: str, number: int) -> ResponseReturnValue:
    return round_page(standing_inside(council), number)


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/edit")
def round_settings(council: str, number: int) -> ResponseReturnValue:
    shown, of = hosted_round(council, number)
    form = RoundForm(formdata=None)
    form.fill_from(of)
    return _form_page(shown, form, of)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/edit")
def edit_round(council: str, number: int) -> ResponseReturnValue:
    (shown, of), form = hosted_round(council, number), RoundForm()
    form.offer()
    try:
        wanted, version = form.plan(), form.version.data or 0
        with writing():
            service.edit(of, wanted, version=version, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        shown, of = hosted_round(council, number)
        return _form_page(shown, form, of), refusal.status
    flash(_("Saved."), "ok")
    say_which_are_meant(form.closes_at, form.meets_at)
    return redirect(council_url(shown, "rounds", number), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/stage")
def move_round(council: str, number: int) -> ResponseReturnValue:
    """`do` is the next stage: pre_read, open, close or report; call_off, of its meeting; remind, of
    those who owe answers; or discard, of a draft."""
    shown, of = hosted_round(council, number)
    do = request.form.get("do", "")
    move = MOVES.get(do)
    try:
        if move is None:
            raise Invalid(_("Say which stage comes next: press one of the buttons."))
        with writing():
            move(of, actor=signed_in())
    except (Conflict, Invalid) as refusal:
        return refused_page(council, number, refusal)
    if do == "discard":
        flash(_("The draft is gone."), "ok")
        return redirect(council_url(shown), 303)
    return redirect(council_url(shown, "rounds", number), 303)


def hosted_round(council: str, number: int) -> tuple[Council, Round]:
    """Raises Forbidden for whoever does not host it, NotFound where there is no such round."""
    shown = hosted(council)
    return shown, one_round(standing_inside(council), number)


def refused_page(council: str, number: int, refusal: HeedError) -> tuple[str, int]:
    """The round, with what was refused above it."""
    page = round_page(standing_inside(council), number, refusal=refusal.message)
    return page, refusal.status


def round_page(standing: Standing, number: int, **forms: Any) -> str:
    """`forms` are those that come back with what is wrong in them."""
    of = one_round(standing, number)
    has_minutes, parts = are_minutes_out(of), agenda_parts(of)
    is_over = has_minutes or of.is_settled or standing.council.archived_at is not None
    may_prepare = standing.is_host and not is_over
    item_forms = {item.id: form_of(item) for item in parts["agenda"]} if may_prepare else {}
    item_forms |= forms.get("changed", {})
    return render_template(
        "councils/round.html",
        standing=standing,
        council=standing.council,
        round=of,
        candidates=candidates_of(of),
        own=own_ballots(of, standing.seat) if standing.seat else {},
        has_minutes=has_minutes,
        may_prepare=may_prepare,
        papers=papers_of(of),
        has_read=read_by(standing.seat, of) if standing.seat else (),
        suggestions=_suggestions(standing, of),
        findings=findings_in(standing, [of]),
        refusal=forms.get("refusal"),
        item_forms=item_forms,
        apart=far_apart(of, parts["agenda"]) if may_prepare and of.has_closed else (),
        fewest=FEWEST,
        voices=voices_of(of) if standing.is_host and not of.was_opened else None,
        **parts,
        **_forms(of, forms),
        **_completion(standing, of),
    )


def _forms(of: Round, sent: dict[str, Any]) -> dict[str, Any]:
    """Those that were sent as they came, the others blank."""
    item_form = sent.get("item_form") or ItemForm(formdata=None)
    item_form.offer()
    finding_form = sent.get("finding_form") or FindingForm(formdata=None)
    finding_form.offer()
    meeting_form = sent.get("meeting_form") or MeetingForm(formdata=None)
    if "meeting_form" not in sent:
        meeting_form.fill_from(of)
    return {
        "candidate_form": sent.get("candidate_form") or CandidateForm(formdata=None),
        "item_form": item_form,
        "paper_form": sent.get("paper_form") or PaperForm(formdata=None),
        "finding_form": finding_form,
        "meeting_form": meeting_form,
    }


def agenda_parts(of: Round) -> dict[str, Any]:
    """What is on it, and when each point begins."""
    agenda = agenda_of(of)
    return {"agenda": agenda, "starts": starts_of(of, agenda)}


def _suggestions(standing: Standing, of: Round) -> list[Suggested]:
    """For hosts, while what is judged can still change."""
    may_add = standing.is_host and not (of.was_opened or standing.council.archived_at)
    return suggestions_for(of, reader=signed_in()) if may_add else []


def _completion(standing: Standing, of: Round) -> dict[str, Any]:
    """For hosts: who answered how many, never what, and when they were reminded; before it opens
    whether there are enough to answer."""
    if not standing.is_host:
        return {"turnout": None}
    if not of.was_opened:
        return {"turnout": None, "expected": turnout_of(of)}
    return {
        "turnout": turnout_of(of),
        "asked_at": last_asked_at(of),
        "was_asked_today": was_asked_on(of, beginning_of(today())),
    }


def _form_page(council: Council, form: RoundForm, of: Round | None = None) -> str:
    form.offer()
    return render_template(
        "councils/plan_round.html",
        council=council,
        round=of,
        form=form,
        kinds={each: round_kind_sentence(each) for each in RoundKind},
        ways={each: counts_by_sentence(each) for each in CountsBy},
        fewest=FEWEST,
    )
