"""What's new: what shipped because people asked, as a page and as a feed."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.web.requests import absolute
from app.people.models import Anonymous
from app.people.session import reader
from app.telling import queries
from app.telling.views.blueprint import bp
from app.votes.queries import voted_among

BEFORE_ANYTHING = datetime(2020, 1, 1, tzinfo=UTC)


@bp.get("/updates")
def updates() -> ResponseReturnValue:
    asking = reader()
    page = queries.shipped_news(asking, after=request.args.get("cursor"))
    ideas = queries.ideas_of(page)
    return render_template(
        "telling/updates.html",
        page=page,
        ideas=ideas,
        count=queries.shipped_count(asking),
        voted=len(voted_among(ideas, reader=asking)),
        canonical_url=absolute(url_for("telling.updates")),
    )


@bp.get("/updates.atom")
def updates_feed() -> ResponseReturnValue:
    """What everybody may read, whoever asks: a feed reader passes on what it fetched."""
    page = queries.shipped_news(Anonymous())
    feed = render_template(
        "telling/updates_feed.xml",
        page=page,
        ideas=queries.ideas_of(page),
        updated=page.items[0].created_at if page.items else BEFORE_ANYTHING,
        absolute=absolute,
        self_url=absolute(url_for("telling.updates_feed")),
        page_url=absolute(url_for("telling.updates")),
    )
    answer = make_response(feed, {"Content-Type": "application/atom+xml; charset=utf-8"})
    answer.add_etag()
    return answer.make_conditional(request)
