"""What a manager does with the idea on the desk."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.ideas.forms import NoteForm, ReplyForm, outcome
from app.ideas.models import CommentKind
from app.ideas.queries.acts import About
from app.ideas.queries.just_now import said_just_now
from app.ideas.service import discuss
from app.ideas.service import sort as sorting
from app.ideas.service.drafts import words
from app.ideas.service.meanwhile import refuse_if_decided
from app.ideas.service.reply import send
from app.people.session import signed_in
from app.telling.queries import reach
from app.triage.filters import read_filters
from app.triage.forms import SortForm
from app.triage.queries.asking import asker_name
from app.triage.queries.item import one_item
from app.triage.urls import inbox_url, item_url
from app.triage.views.blueprint import bp
from app.triage.views.page import inbox_html


@bp.post("/manage/inbox/<reference>/reply")
def reply(reference: str) -> ResponseReturnValue:
    """Once it is sent, the next idea of the list is on the desk."""
    actor, filters = signed_in(), read_filters(request.args)
    idea, form = one_item(reference, reader=actor), ReplyForm()
    try:
        written = form.written()
        told, has_customer = reach(idea, actor=actor)
        asker = asker_name(idea, reaches_customer=has_customer)
        said = outcome(written, told=told, asker=asker)
        with writing():
            refuse_if_decided(idea, form.seen, about=About.DECISION, actor=actor)
            send(idea, written, actor=actor)
    except HeedError as refusal:
        form.refuse(refusal)
        return inbox_html(filters, idea, is_item=True, reply=form), refusal.status
    flash(said)
    return redirect(inbox_url(**filters.asked()), 303)


@bp.post("/manage/inbox/<reference>/sort")
def sort(reference: str) -> ResponseReturnValue:
    actor, filters = signed_in(), read_filters(request.args)
    idea, form = one_item(reference, reader=actor), SortForm()
    url = item_url(idea, **filters.asked())
    try:
        wanted = form.wanted()
        with writing():
            refuse_if_decided(idea, form.seen, about=About.ORDER, actor=actor)
            sorting.sort(idea, wanted, actor=actor)
    except HeedError as refusal:
        form.refuse(refusal)
        return inbox_html(filters, idea, is_item=True, sort=form), refusal.status
    flash(_("Sorted."))
    return redirect(url, 303)


@bp.post("/manage/inbox/<reference>/note")
def note(reference: str) -> ResponseReturnValue:
    actor, filters = signed_in(), read_filters(request.args)
    idea, form = one_item(reference, reader=actor), NoteForm()
    url, kind = item_url(idea, **filters.asked()), CommentKind.INTERNAL
    try:
        said = words(form.body.data or "")
        with writing():
            if not said_just_now(idea, said, author=actor, kind=kind):
                discuss.comment(idea, said, author=actor, kind=kind)
    except HeedError as refusal:
        form.refuse(refusal)
        return inbox_html(filters, idea, is_item=True, note=form), refusal.status
    flash(_("The note is kept. Only staff see it."))
    return redirect(url, 303)
