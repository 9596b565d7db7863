"""Ranking by hand, and giving the place back to the score."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.text import one_line
from app.improvements.models import Verdict
from app.improvements.queries.find import one_readable
from app.improvements.queries.log import decided_just_now
from app.improvements.views.asked import Asked, Tab, asked_for
from app.improvements.views.blueprint import bp
from app.improvements.views.ranking import ranking_page
from app.people.session import signed_in
from app.scoring.forms import RankForm
from app.scoring.service import give_place_back
from app.scoring.service import rank as put_at


@bp.post("/manage/improvements/<improvement_reference>/rank")
def rank(improvement_reference: str) -> ResponseReturnValue:
    """The address asks for the list the form stood in, so that one returns to it."""
    actor = signed_in()
    improvement = one_readable(improvement_reference, reader=actor)
    asked, form = _asked(improvement.reference), RankForm()
    place, reason = form.wanted_place(), one_line(form.reason.data or "")
    try:
        with writing():
            title = improvement.title
            if not decided_just_now(
                improvement, Verdict.RANKED, became=str(place), reason=reason, actor=actor
            ):
                version = form.seen_version()
                put_at(
                    improvement, place, reason=reason, model=asked.model, version=version,
                    actor=actor,
                )  # fmt: skip
    except HeedError as refusal:
        form.refuse(refusal)
        return ranking_page(replace(asked, place=str(place or "")), form=form), refusal.status
    flash(_("“%(title)s” has rank %(place)s now, by hand.", title=title, place=place))
    return _back(asked)


@bp.post("/manage/improvements/<improvement_reference>/rank/give-back")
def give_back_rank(improvement_reference: str) -> ResponseReturnValue:
    actor = signed_in()
    improvement = one_readable(improvement_reference, reader=actor)
    asked, form = _asked(improvement.reference), RankForm()
    try:
        with writing():
            title = improvement.title
            give_place_back(improvement, version=form.seen_version(), actor=actor)
    except HeedError as refusal:
        form.refuse(refusal)
        return ranking_page(asked, form=form), refusal.status
    flash(_("The score ranks “%(title)s” again.", title=title))
    return _back(asked)


def _asked(reference: str) -> Asked:
    asked = asked_for(sees_all=signed_in().sees_figures)
    tab = asked.tab if asked.tab is Tab.MINE else Tab.OPEN
    return replace(asked, tab=tab, open=reference)


def _back(asked: Asked) -> ResponseReturnValue:
    return redirect(f"{asked.url(page=asked.page, open=asked.open)}#{asked.open}", 303)
