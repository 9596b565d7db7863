"""Ideas that sound like the one being written."""

from __future__ import annotations

from collections.abc import Collection

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.core.web.requests import wants_fragment
from app.duplicates.queries import similar_ideas
from app.duplicates.views.blueprint import bp
from app.ideas.service.drafts import BODY_LENGTH, TITLE_LENGTH
from app.ideas.urls import new_idea_url
from app.people.session import reader
from app.search.lexicon import lexicon
from app.search.reasons import mark
from app.votes.queries import voted_among

MOST = 5


@bp.get("/ideas/similar")
def similar() -> ResponseReturnValue:
    """The list that is renewed while someone types; on its own it leads to the form."""
    title = request.args.get("title", "")[:TITLE_LENGTH]
    body = request.args.get("body", "")[:BODY_LENGTH]
    if not wants_fragment():
        return redirect(new_idea_url(title=title), 302)
    asking = reader()
    found = similar_ideas(title, body, reader=asking, limit=MOST)
    voted = voted_among([each.idea.id for each in found], reader=asking)
    return render_template("duplicates/_similar.html", similar=found, voted=voted)


@bp.app_template_filter()
def marked(text: str, shared: Collection[str]) -> Markup:
    """`text` with the words that are `shared` underlined as with a pencil."""
    pieces = (
        Markup("<mark>{}</mark>").format(piece) if is_shared else Markup.escape(piece)
        for piece, is_shared in mark(text, shared, lexicon=lexicon())
    )
    return Markup("").join(pieces)
