"""“I want this too”: the reader's vote goes to the strongest idea behind an improvement."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Conflict
from app.core.i18n import _
from app.ideas.models import Idea
from app.ideas.queries.visible import one_visible
from app.improvements.models import Improvement
from app.people.models import User
from app.people.session import signed_in
from app.roadmap.queries.lanes import NO_VOICES, ideas_behind
from app.roadmap.queries.shown import one_shown
from app.roadmap.queries.voices import Voices, voices_behind
from app.roadmap.urls import card_url
from app.roadmap.views.blueprint import bp
from app.votes.service import cast


@bp.get("/roadmap/<reference>/want")
def ask(reference: str) -> ResponseReturnValue:
    """Where someone arrives who wanted it before signing in: one more press casts the vote."""
    voter = signed_in()
    improvement = one_shown(reference, reader=voter)
    voices = _voices(improvement, voter)
    if voices.has_voted or voices.wanted is None:
        return redirect(card_url(improvement), 302)
    return render_template("roadmap/ask.html", improvement=improvement, voice=voices.wanted)


@bp.post("/roadmap/<reference>/want")
def want(reference: str) -> ResponseReturnValue:
    voter = signed_in()
    improvement = one_shown(reference, reader=voter)
    idea = _wanted(improvement, voter)
    url, title = card_url(improvement), idea.title
    with writing():
        cast(idea, voter=voter)
    flash(_("Your vote is with “%(title)s”. We tell you when it moves.", title=title), "ok")
    return redirect(url, 303)


def _wanted(improvement: Improvement, voter: User) -> Idea:
    """Raises Conflict where no idea behind it takes votes that this reader sees."""
    voice = _voices(improvement, voter).wanted
    if voice is None:
        raise Conflict(_("No idea behind this takes votes any more. Nothing was changed."))
    return one_visible(voice.reference, reader=voter)


def _voices(improvement: Improvement, voter: User) -> Voices:
    found = voices_behind(ideas_behind([improvement.id]), reader=voter)
    return found.get(improvement.id, NO_VOICES)
