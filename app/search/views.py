"""Finding ideas by what one would have called them."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.core.text import one_line
from app.core.web.requests import wants_fragment
from app.duplicates.queries import similar_ideas
from app.ideas.queries.listing import listed_among
from app.people.session import reader
from app.votes.queries import VOTED_AT, voted_among

bp = Blueprint("search", __name__)
LONGEST = 200
RESULTS = 20
SUGGESTIONS = 3


@bp.get("/search")
def results() -> ResponseReturnValue:
    """Ideas like the words asked for, the closest first; while they are typed, the first few."""
    words, asking = one_line(request.args.get("q", ""))[:LONGEST], reader()
    found = similar_ideas(words, "", reader=asking, limit=RESULTS) if words else []
    ids = [each.idea.id for each in found]
    if wants_fragment():
        voted = voted_among(ids[:SUGGESTIONS], reader=asking)
        shown = found[:SUGGESTIONS]
        return render_template(
            "search/_suggestions.html", words=words, shown=shown, results=len(found), voted=voted
        )
    rows = listed_among(ids, reader=asking, voted_at=VOTED_AT) if ids else {}
    return render_template("search/results.html", words=words, found=found, rows=rows)
