"""Who asked for an idea, for staff."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.ideas.queries.visible import one_visible, one_visible_by_id
from app.people.session import signed_in
from app.votes.askers import askers_of
from app.votes.urls import askers_url
from app.votes.views.blueprint import bp


@bp.get("/ideas/<reference>/people")
def askers(reference: str) -> ResponseReturnValue:
    reader = signed_in()
    idea = one_visible(reference, reader=reader)
    if idea.merged_into_id is not None:
        into = one_visible_by_id(idea.merged_into_id, reader=reader)
        return redirect(askers_url(into.reference), 302)
    found = askers_of(idea, reader=reader, cursor=request.args.get("cursor"))
    return render_template(
        "votes/askers.html",
        idea=idea,
        page=found.page,
        hidden=found.hidden,
        sees_addresses=reader.is_keeper,
        sees_figures=reader.sees_figures,
    )
