"""Councils: the list, one of them, and what its hosts decide about it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.audit import entries_about
from app.core.db import writing
from app.core.errors import Forbidden, HeedError, NotFound
from app.core.i18n import _
from app.core.web.forms import uid_of
from app.councils.forms.council import CouncilForm
from app.councils.models import Confidentiality, Council, CouncilKind, Existence
from app.councils.queries.find import councils_for, hosts_of, may_found
from app.councils.queries.meeting import open_actions_of
from app.councils.queries.overview import came_of, own_progress
from app.councils.queries.rounds import rounds_of
from app.councils.service import boards
from app.councils.service import councils as service
from app.councils.terms import today
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, hosted, standing_inside, standing_of_reader
from app.councils.views.invitation import outside_page
from app.councils.wording import (
    confidentiality_sentence,
    confidentiality_words,
    existence_sentence,
    kind_sentence,
)
from app.ideas.models import Board
from app.ideas.queries.boards import boards_open_to
from app.people.session import reader, signed_in
from app.people.wording import names_of

ENTRIES = 10


@bp.get("/councils")
def index() -> ResponseReturnValue:
    known, may_add = councils_for(reader()), may_found(reader())
    if not known and not may_add:
        raise NotFound(_("There is nothing at this address."))
    return render_template("councils/index.html", known=known, may_found=may_add)


@bp.get("/councils/new")
def new() -> ResponseReturnValue:
    _refuse_others_than_founders()
    form = CouncilForm(formdata=None)
    form.hosts.data = signed_in().email
    return _form_page(form)


@bp.post("/councils/new")
def found() -> ResponseReturnValue:
    _refuse_others_than_founders()
    form = CouncilForm()
    form.offer()
    try:
        wanted = form.outline()
        with writing():
            council = service.found(wanted, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _form_page(form), refusal.status
    flash(_("The board is founded. Invite its members next."), "ok")
    return redirect(council_url(council), 303)


@bp.get("/councils/<council>")
def show(council: str) -> ResponseReturnValue:
    standing = standing_of_reader(council)
    if not standing.belongs:
        return outside_page(standing)
    standing = standing_inside(council)
    rounds, seat = rounds_of(standing), standing.seat
    answers = seat is not None and standing.is_seated and seat.kind.answers_ballots
    return render_template(
        "councils/show.html",
        standing=standing,
        council=standing.council,
        hosts=hosts_of(standing.council),
        rounds=rounds,
        progress=own_progress(rounds, seat) if seat and answers else {},
        came_of=came_of(rounds),
        actions=open_actions_of(standing.council),
        today=today(),
        year=today().year,
        confidentiality=confidentiality_words(standing.council.confidentiality),
    )


@bp.get("/councils/<council>/edit")
def settings(council: str) -> ResponseReturnValue:
    shown = hosted(council)
    form = CouncilForm(formdata=None)
    form.fill_from(service.outline_of(shown), shown.version)
    return _form_page(form, shown)


@bp.post("/councils/<council>/edit")
def edit(council: str) -> ResponseReturnValue:
    shown, form = hosted(council), CouncilForm()
    form.offer()
    try:
        wanted = form.outline()
        with writing():
            service.edit(shown, wanted, version=form.version.data or 0, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _form_page(form, hosted(council)), refusal.status
    flash(_("Saved."), "ok")
    return redirect(council_url(shown), 303)


@bp.post("/councils/<council>/closing")
def close(council: str) -> ResponseReturnValue:
    """Close it, or with `again` open it once more."""
    shown = hosted(council)
    with writing():
        if "again" in request.form:
            service.reopen(shown, actor=signed_in())
        else:
            service.close(shown, actor=signed_in())
    return redirect(council_url(shown), 303)


@bp.post("/councils/<council>/boards")
def show_boards(council: str) -> ResponseReturnValue:
    """The members see the boards named by their uid in `board`."""
    shown = hosted(council)
    wanted = {uid for text in request.form.getlist("board") if (uid := uid_of(text))}
    with writing():
        boards.show_boards(shown, wanted, actor=signed_in())
    flash(_("Saved."), "ok")
    return redirect(council_url(shown, "edit"), 303)


def _refuse_others_than_founders() -> None:
    if not may_found(reader()):
        raise Forbidden(_("Boards like this are founded by administrators and by hosts."))


def _form_page(form: CouncilForm, council: Council | None = None) -> str:
    form.offer()
    entries = entries_about([council], ENTRIES) if council else []
    return render_template(
        "councils/edit.html",
        form=form,
        council=council,
        kinds={each: kind_sentence(each) for each in CouncilKind},
        existences={each: existence_sentence(each) for each in Existence},
        boards=_boards(council) if council and signed_in().is_keeper else (),
        levels={each: confidentiality_sentence(each) for each in Confidentiality},
        entries=[entry for entry in entries if entry.action in _sentences()],
        sentences=_sentences(),
        who=names_of(entries),
    )


def _boards(council: Council) -> list[tuple[Board, bool]]:
    """Those open to chosen groups, and whether the members of this council see each."""
    seen = {board.id for board in boards_open_to(council.group_id)}
    return [(board, board.id in seen) for board in boards.boards_of_groups(signed_in())]


def _sentences() -> dict[str, str]:
    return {
        "council.found": _("founded it."),
        "council.edit": _("changed it."),
        "council.close": _("closed it."),
        "council.reopen": _("opened it again."),
    }
