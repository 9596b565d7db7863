"""The inbox: the list of what waits, and one idea on the desk."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.ideas.models import Idea
from app.ideas.queries.visible import one_visible_by_id
from app.people.session import signed_in
from app.triage.filters import read_filters
from app.triage.queries.item import one_item
from app.triage.urls import item_url
from app.triage.views.blueprint import bp
from app.triage.views.page import inbox_html


@bp.get("/manage/inbox")
def inbox() -> ResponseReturnValue:
    """The list; on wide screens with the idea the address names beside it, else the first."""
    filters, reference = read_filters(request.args), request.args.get("idea", "")
    idea = one_item(reference, reader=signed_in()) if reference else None
    if idea is not None and idea.merged_into_id is not None:
        return _where_it_went(idea)
    return inbox_html(filters, idea)


@bp.get("/manage/inbox/<reference>")
def item(reference: str) -> ResponseReturnValue:
    """One idea; on wide screens with the list beside it."""
    filters, idea = read_filters(request.args), one_item(reference, reader=signed_in())
    if idea.merged_into_id is not None:
        return _where_it_went(idea)
    return inbox_html(filters, idea, is_item=True)


def _where_it_went(idea: Idea) -> ResponseReturnValue:
    target = one_visible_by_id(idea.merged_into_id or 0, reader=signed_in())
    return redirect(item_url(target, **read_filters(request.args).asked()), 302)
