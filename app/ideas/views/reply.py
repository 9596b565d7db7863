"""A manager's answer, from the panel on the idea's own page."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.ideas.forms import ReplyForm, outcome
from app.ideas.queries.acts import About
from app.ideas.queries.visible import one_visible
from app.ideas.service.meanwhile import refuse_if_decided
from app.ideas.service.reply import send
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.ideas.views.idea import idea_page
from app.people.session import signed_in
from app.telling.queries import reach
from app.triage.queries.asking import asker_name


@bp.post("/ideas/<reference>/reply")
def reply(reference: str) -> ResponseReturnValue:
    actor = signed_in()
    idea = one_visible(reference, reader=actor)
    form, url = ReplyForm(), idea_url(idea)
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
        return idea_page(idea, reply=form), refusal.status
    flash(said)
    return redirect(url, 303)
