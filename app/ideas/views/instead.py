"""“Vote for this instead”: one press turns a submission into a vote for an idea like it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.web.haste import came_in_haste
from app.core.web.requests import wants_fragment
from app.duplicates.models import Outcome
from app.duplicates.service.encounters import keep_encounter
from app.ideas.attachments.service import attach
from app.ideas.forms import IdeaForm
from app.ideas.models import CommentKind
from app.ideas.queries.just_now import said_just_now
from app.ideas.queries.visible import one_visible
from app.ideas.service.also_said import also_say
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import Words, draft, words
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.ideas.views.submit import asker_for, form_for, refused, shown_to
from app.ideas.views.uploads import receive_images
from app.people.session import signed_in
from app.votes.service import cast
from app.votes.service.represent import cast_for


@bp.post("/ideas/instead")
def vote_instead() -> ResponseReturnValue:
    """The details that were typed travel along as a comment, with the images; the title does if
    its author wants others to find the idea by it, in that comment where words wait first."""
    voter = signed_in()
    form, asker = form_for(voter), asker_for(voter)
    try:
        idea = one_visible(request.form.get("instead", ""), reader=voter)
        title, url = idea.title, idea_url(idea)
        images = receive_images(form, uploader=voter)
        details, shown = _details(form, has_images=bool(images)), shown_to(voter)
        other = draft(form.title.data or "") if form.keeps_words.data else None
        with_title = words(f"{other.title}\n\n{details.body if details else ''}") if other else None
        kind, in_haste = CommentKind.PUBLIC, came_in_haste()
        wish = asker.wish() if asker else None
        with writing():
            if asker and wish:
                cast_for(idea, customer=asker.customer_meant(), employee=voter, wish=wish)
            else:
                cast(idea, voter=voter)
            if other and not also_say(idea, other, actor=voter, in_haste=in_haste):
                details = with_title
            keep_encounter(idea, Outcome.VOTED, shown=shown, actor=voter)
            if details and not said_just_now(idea, details, author=voter, kind=kind):
                said = comment(idea, details, author=voter, in_haste=in_haste)
                attach(images, idea=idea, comment=said, uploader=voter)
    except HeedError as refusal:
        return refused(form, refusal, asker)
    if wants_fragment():
        return render_template("duplicates/_voted.html", title=title, url=url)
    flash(_("Voted. We tell you when it moves."))
    return redirect(url, 303)


def _details(form: IdeaForm, *, has_images: bool) -> Words | None:
    """Images need words to stand beside: without details, those of the title."""
    typed = form.body.data or ""
    if not typed.strip() and has_images:
        typed = form.title.data or ""
    return words(typed) if typed.strip() or has_images else None
