"""Making an improvement of ideas."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.ideas.models import Idea
from app.improvements.forms.improvement import Offered, PromoteForm
from app.improvements.models import Horizon
from app.improvements.queries.demand import demand_behind, revenue_behind
from app.improvements.queries.find import improvements_behind
from app.improvements.queries.following import following
from app.improvements.queries.listing import those_who_may_answer
from app.improvements.queries.log import promoted_just_now
from app.improvements.queries.roots import ideas_named
from app.improvements.queries.wording import horizon_meaning
from app.improvements.service.move import words_for
from app.improvements.service.promote import promote as make
from app.improvements.urls import improvement_url
from app.improvements.views.blueprint import bp
from app.improvements.views.told import people_told, what_it_does, what_was_done
from app.journey.queries import all_elements, all_stages, all_touchpoints
from app.people.session import signed_in


@bp.get("/manage/improvements/new")
def new() -> ResponseReturnValue:
    ideas = ideas_named(request.args.getlist("idea"), reader=signed_in())
    form = PromoteForm(formdata=None, data=_from(ideas))
    form.offer(offered())
    return _page(form, ideas)


@bp.post("/manage/improvements")
def promote() -> ResponseReturnValue:
    actor = signed_in()
    form = PromoteForm()
    form.offer(offered())
    ideas: list[Idea] = []
    try:
        ideas = ideas_named(request.form.getlist("idea"), reader=actor)
        horizon = form.chosen_horizon()
        written, note = form.drafted(horizon), words_for(horizon, form.note.data or "")
        with writing():
            made, done = promoted_just_now(written.title, actor=actor), ""
            if made is None:
                made, moved = make(ideas, written, note=note, actor=actor)
                done = what_was_done(moved, horizon)
            url, said = improvement_url(made), _said(made.reference, done)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form, ideas), refusal.status
    flash(said)
    return redirect(url, 303)


def offered() -> Offered:
    return Offered(those_who_may_answer(), all_stages(), all_touchpoints(), all_elements())


def _page(form: PromoteForm, ideas: Sequence[Idea]) -> str:
    others = improvements_behind(ideas)
    free = [idea for idea in ideas if idea.id not in others]
    ids = [idea.id for idea in free]
    demand = demand_behind(ids)
    return render_template(
        "improvements/new.html",
        form=form,
        ideas=ideas,
        others=others,
        free=free,
        demand=demand,
        overlap=sum(idea.people for idea in free) - demand.people,
        revenue=revenue_behind(ids),
        hints={each.value: _hint(each, free) for each in Horizon if each.is_open},
    )


def _hint(horizon: Horizon, ideas: Sequence[Idea]) -> str:
    meaning = horizon_meaning(horizon)
    if not ideas:
        return meaning
    moving = following(ideas, horizon).moving
    told = people_told(moving, actor=signed_in())
    return f"{meaning} {what_it_does(moving, horizon, told=told)}"


def _from(ideas: Sequence[Idea]) -> dict[str, object]:
    """What the first idea already says."""
    first = ideas[0] if ideas else None
    return {
        "horizon": Horizon.CONSIDERING.value,
        "is_public": True,
        "title": first.title if first else "",
        "element": first.element.key if first and first.element else "",
        "place": first.stage.key if first and first.stage else "",
    }


def _said(reference: str, done: str) -> str:
    return " ".join([_("%(reference)s is made.", reference=reference), done]).strip()
