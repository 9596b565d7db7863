"""What search engines may find, by the sitemaps protocol: addresses of what everybody reads.

An index names one file of pages and, by their numbers, files of ideas.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from flask import Response, make_response, render_template, request, url_for

from app.core.errors import NotFound
from app.core.i18n import _
from app.core.web.requests import absolute
from app.ideas.queries.public import last_public_number, public_ideas_between
from app.ideas.queries.visible import visible_boards
from app.ideas.urls import board_url, idea_url
from app.people.models import Anonymous
from app.telling.entries.queries import newest_entries
from app.telling.entries.urls import entry_url
from app.web.views.blueprint import bp

PART = 5_000  # ideas; the protocol allows 50,000 addresses a file


class Place(NamedTuple):
    url: str
    changed_at: datetime | None = None


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    last = last_public_number()
    parts = range(1, -(-last // PART) + 1)
    files = [
        url_for("web.sitemap_of_pages"),
        *(url_for("web.sitemap_of_ideas", number=number) for number in parts),
    ]
    return _answered("web/sitemap_index.xml", places=[Place(absolute(file)) for file in files])


@bp.get("/sitemap/pages.xml")
def sitemap_of_pages() -> Response:
    boards = visible_boards(Anonymous())
    paths = ["/", url_for("roadmap.show"), url_for("telling.updates"), url_for("web.progress")]
    places = [
        *(Place(absolute(path)) for path in paths if boards),
        *(Place(absolute(board_url(board)), board.updated_at) for board in boards),
        *(
            Place(absolute(entry_url(entry)), entry.updated_at)
            for entry in newest_entries(PART, reader=Anonymous())
        ),
    ]
    return _answered("web/sitemap.xml", places=places)


@bp.get("/sitemap/ideas-<int:number>.xml")
def sitemap_of_ideas(number: int) -> Response:
    ideas = public_ideas_between((number - 1) * PART, number * PART)
    if not ideas:
        raise NotFound(_("There is nothing at this address."))
    places = [Place(absolute(idea_url(idea)), idea.updated_at) for idea in ideas]
    return _answered("web/sitemap.xml", places=places)


def _answered(template: str, **shown: Any) -> Response:
    page = render_template(template, **shown)
    answer = make_response(page, {"Content-Type": "application/xml; charset=utf-8"})
    answer.add_etag()
    answer.make_conditional(request)
    return answer
