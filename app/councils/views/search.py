"""Looking for words in what happens in one council."""

from __future__ import annotations

from typing import NamedTuple

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.text import one_line
from app.councils.models import Council
from app.councils.queries.searching import Looked, TextKind, hits_of, look_for
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, standing_inside
from app.ideas.urls import query

LONGEST = 200
RESULTS = 20


class Tab(NamedTuple):
    """One kind of text, or all (None), and how many of it were found."""

    kind: TextKind | None
    found: int
    url: str
    is_current: bool


@bp.get("/councils/<council>/search")
def search(council: str) -> ResponseReturnValue:
    """The best first, `page` by `page`; with `kind` of the texts of one kind alone."""
    standing = standing_inside(council)
    typed = one_line(request.args.get("q", ""))
    words = typed[:LONGEST].rstrip()
    looked = look_for(words, standing)
    kind = _kind(looked)
    found = [each for each in looked.found if kind in (None, each.kind)]
    page = _page(len(found))
    first, last = (page - 1) * RESULTS, min(page * RESULTS, len(found))
    return render_template(
        "councils/search.html",
        council=standing.council,
        words=words,
        is_cut=len(typed) > LONGEST,
        is_asked=looked.is_asked,
        hits=hits_of(found[first:last], looked.terms),
        total=len(found),
        first=first + 1,
        last=last,
        tabs=_tabs(standing.council, words, looked, kind),
        previous_url=_url(standing.council, words, kind, page - 1) if first else None,
        next_url=_url(standing.council, words, kind, page + 1) if last < len(found) else None,
    )


def _tabs(council: Council, words: str, looked: Looked, chosen: TextKind | None) -> list[Tab]:
    """All, then each kind of which something was found."""
    counted = [(None, len(looked.found)), *looked.counts.items()]
    return [Tab(kind, n, _url(council, words, kind), kind is chosen) for kind, n in counted]


def _url(council: Council, words: str, kind: TextKind | None, page: int = 1) -> str:
    asked = query(q=words, kind=kind, page=str(page) if page > 1 else None)
    return council_url(council, "search") + asked


def _kind(looked: Looked) -> TextKind | None:
    """None for all, and for one of which nothing was found."""
    asked = request.args.get("kind", "")
    return next((kind for kind in looked.counts if kind == asked), None)


def _page(total: int) -> int:
    """The one asked for; the first where there is no such page."""
    asked = request.args.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return page if page > 0 and (page - 1) * RESULTS < total else 1
