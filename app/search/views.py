"""Finding ideas by what one would have called them."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.core.i18n import _
from app.core.text import one_line
from app.core.web.requests import wants_fragment
from app.duplicates.finding import find_ideas
from app.ideas.queries.listing import listed_among
from app.ideas.queries.statuses import status_faces
from app.ideas.queries.topics import topic_faces
from app.ideas.queries.visible import visible_boards
from app.improvements.searchable import KIND as IMPROVEMENT
from app.people.models import Reader
from app.people.session import reader
from app.roadmap.queries.shown import shown_among
from app.roadmap.urls import card_url
from app.search.asking import Part
from app.search.service import similar_of_kinds
from app.telling.entries.queries import entries_among
from app.telling.entries.searchable import KIND as ENTRY
from app.telling.entries.urls import entry_url
from app.votes.queries import VOTED_AT, voted_among

bp = Blueprint("search", __name__)
LONGEST = 200
RESULTS = 20
SUGGESTIONS = 3
MOST_BESIDE = 3
CHOSEN = ("status", "topic", "board")


class Beside(NamedTuple):
    """`where` is the part of the portal it stands in."""

    where: str
    title: str
    url: str


@bp.get("/search")
def results() -> ResponseReturnValue:
    """Ideas like the words asked for, the closest first; while they are typed, the first few."""
    words, asking = one_line(request.args.get("q", ""))[:LONGEST], reader()
    chosen = {name: request.args.get(name, "") for name in CHOSEN}
    parts = [Part(value, name) for name, value in chosen.items() if value]
    found = find_ideas(words, reader=asking, limit=RESULTS, also=parts)
    ids = [each.idea.id for each in found.ideas]
    if wants_fragment():
        voted = voted_among(ids[:SUGGESTIONS], reader=asking)
        shown = found.ideas[:SUGGESTIONS]
        return render_template(
            "search/_suggestions.html", words=words, shown=shown, results=len(ids), voted=voted
        )
    return render_template(
        "search/results.html",
        words=words,
        chosen=chosen,
        is_narrow=bool(parts),
        found=found,
        rows=listed_among(ids, reader=asking, voted_at=VOTED_AT) if ids else {},
        statuses=status_faces(),
        topics=topic_faces(),
        boards=visible_boards(asking),
        beside=_beside(found.words, asking) if found.words else [],
    )


def _beside(words: str, asking: Reader) -> list[Beside]:
    """News and plans like the words, the closest of each first."""
    found = similar_of_kinds(words, ENTRY, IMPROVEMENT)
    news = entries_among([hit.id for hit in found[ENTRY]], reader=asking)[:MOST_BESIDE]
    plans = shown_among([hit.id for hit in found[IMPROVEMENT]], reader=asking)[:MOST_BESIDE]
    return [
        *(Beside(_("What’s new"), entry.title, entry_url(entry)) for entry in news),
        *(Beside(_("Roadmap"), plan.title, card_url(plan)) for plan in plans),
    ]
