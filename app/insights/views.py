"""“Did this fix it?”: a link in a mail opens the page, the press answers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.ideas.models import Idea
from app.ideas.queries.visible import one_visible, one_visible_by_id
from app.ideas.urls import idea_url
from app.insights import service
from app.insights.forms import FixedForm
from app.insights.models import Fixed
from app.insights.queries import answer_of
from app.insights.wording import did_it_help
from app.people.models import User
from app.people.session import signed_in

bp = Blueprint("insights", __name__)
bp.add_app_template_global(did_it_help)


@bp.get("/ideas/<reference>/fixed")
def fixed(reference: str) -> ResponseReturnValue:
    asker = signed_in()
    idea = _idea(reference, asker)
    service.refuse_answer(idea, actor=asker)
    given = answer_of(idea, asker)
    form = FixedForm(
        formdata=None,
        answer=given.answer.value if given else None,
        words=given.words if given else "",
    )
    if request.args.get("answer") in list(Fixed):
        form.answer.data = request.args["answer"]
    return render_template("insights/fixed.html", idea=idea, form=form, given=given)


@bp.post("/ideas/<reference>/fixed")
def say_fixed(reference: str) -> ResponseReturnValue:
    asker, form = signed_in(), FixedForm()
    idea = _idea(reference, asker)
    service.refuse_answer(idea, actor=asker)
    url, given = idea_url(idea), answer_of(idea, asker)
    try:
        said = form.chosen()
        with writing():
            service.answer(idea, said, words=form.words.data or "", actor=asker)
    except HeedError as refusal:
        form.refuse(refusal)
        page = render_template("insights/fixed.html", idea=idea, form=form, given=given)
        return page, refusal.status
    flash(_("Thank you. Your answer counts, and you can change it."), "ok")
    return redirect(url, 303)


def _idea(reference: str, asker: User) -> Idea:
    """For what was merged away, the idea it became part of. Raises NotFound."""
    idea = one_visible(reference, reader=asker)
    if idea.merged_into_id is None:
        return idea
    return one_visible_by_id(idea.merged_into_id, reader=asker)
