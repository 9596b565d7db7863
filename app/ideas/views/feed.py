"""The newest ideas of a public board as an Atom feed."""

from __future__ import annotations

from functools import partial

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.core.web.requests import absolute
from app.ideas.queries.listing import newest_on
from app.ideas.queries.shown import shown_author, shown_html
from app.ideas.queries.visible import one_visible_board
from app.ideas.urls import board_url, feed_url
from app.ideas.views.blueprint import bp
from app.people.models import Anonymous

ENTRIES = 30


@bp.get("/b/<slug>/feed.atom")
def board_feed(slug: str) -> ResponseReturnValue:
    """What everybody may read, whoever asks: a feed reader passes on what it fetched."""
    shown = one_visible_board(slug, reader=Anonymous())
    ideas = newest_on(shown, ENTRIES)
    updated = max([idea.updated_at for idea in ideas], default=shown.updated_at)
    page = render_template(
        "ideas/feed.xml",
        board=shown,
        ideas=ideas,
        updated=updated,
        self_url=absolute(feed_url(shown)),
        page_url=absolute(board_url(shown)),
        author_of=partial(shown_author, reader=Anonymous()),
        html_of=shown_html,
    )
    answer = make_response(page, {"Content-Type": "application/atom+xml; charset=utf-8"})
    answer.last_modified = updated
    answer.add_etag()
    return answer.make_conditional(request)
