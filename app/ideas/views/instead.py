"""“Vote for this instead”: one press turns a submission into a vote for an idea like it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.web.requests import wants_fragment
from app.ideas.models import CommentKind
from app.ideas.queries.just_now import said_just_now
from app.ideas.queries.visible import one_visible
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.ideas.views.submit import form_for, refused
from app.people.session import signed_in
from app.votes.service import cast


@bp.post("/ideas/instead")
def vote_instead() -> ResponseReturnValue:
    """The details that were typed travel along as a comment."""
    voter = signed_in()
    form = form_for(voter)
    try:
        idea = one_visible(request.form.get("instead", ""), reader=voter)
        title, url = idea.title, idea_url(idea)
        typed = form.body.data or ""
        details = words(typed) if typed.strip() else None
        kind = CommentKind.PUBLIC
        with writing():
            cast(idea, voter=voter)
            if details and not said_just_now(idea, details, author=voter, kind=kind):
                comment(idea, details, author=voter)
    except HeedError as refusal:
        return refused(form, refusal)
    if wants_fragment():
        return render_template("duplicates/_voted.html", title=title, url=url)
    flash(_("Voted. We tell you when it moves."))
    return redirect(url, 303)
