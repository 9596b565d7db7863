"""What's new: news staff wrote and what shipped because people asked, as a page and as a feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.i18n import _
from app.core.web.requests import absolute
from app.insights.queries import shares_of
from app.people.models import Anonymous
from app.people.session import reader
from app.roadmap.queries.lanes import NO_VOICES
from app.roadmap.queries.voices import voices_behind
from app.telling.entries.news import News, news, news_count
from app.telling.entries.queries import (
    html_of,
    ideas_behind_entries,
    improvements_shown,
    one_entry,
)
from app.telling.entries.urls import entry_url, uid_in
from app.telling.models import Entry
from app.telling.views.blueprint import bp
from app.votes.demand import Demand, demands_of
from app.votes.queries import voted_among

BEFORE_ANYTHING = datetime(2020, 1, 1, tzinfo=UTC)


@bp.get("/updates")
def updates() -> ResponseReturnValue:
    asking = reader()
    page = news(asking, after=request.args.get("cursor"))
    shown = _about([item.entry for item in page.items if item.entry])
    return render_template(
        "telling/updates.html",
        page=page,
        count=news_count(asking),
        voted=_voted(page.items, shown) if asking.is_authenticated else 0,
        canonical_url=absolute(url_for("telling.updates")),
        **shown,
    )


@bp.get("/updates/<reference>")
def entry(reference: str) -> ResponseReturnValue:
    uid = uid_in(reference)
    if uid is None:
        raise NotFound(_("There is nothing at this address."))
    found = one_entry(uid, reader=reader())
    if request.path != entry_url(found):
        return redirect(entry_url(found), 301)
    return render_template(
        "telling/entry.html",
        entry=found,
        canonical_url=absolute(entry_url(found)),
        **_about([found]),
    )


@bp.get("/updates.atom")
def updates_feed() -> ResponseReturnValue:
    """What everybody may read, whoever asks: a feed reader passes on what it fetched."""
    page = news(Anonymous())
    feed = render_template(
        "telling/updates_feed.xml",
        page=page,
        updated=page.items[0].at if page.items else BEFORE_ANYTHING,
        absolute=absolute,
        html_of=html_of,
        self_url=absolute(url_for("telling.updates_feed")),
        page_url=absolute(url_for("telling.updates")),
    )
    answer = make_response(feed, {"Content-Type": "application/atom+xml; charset=utf-8"})
    answer.add_etag()
    return answer.make_conditional(request)


def _about(entries: Sequence[Entry]) -> dict[str, Any]:
    """Who asked for these entries, in whose words, and whether it helped, all by entry."""
    facts: dict[str, Any] = {"html_of": html_of, "nobody": Demand(), "no_voices": NO_VOICES}
    if not entries:
        return facts
    pairs, asking = ideas_behind_entries([each.id for each in entries]), reader()
    return {
        **facts,
        "demands": demands_of(pairs),
        "voices": voices_behind(pairs, reader=asking),
        "shares": shares_of(pairs),
        "on_roadmap": improvements_shown(entries, reader=asking),
    }


def _voted(items: Sequence[News], shown: dict[str, Any]) -> int:
    """How many of the news carry the reader's vote."""
    ideas = [item.change.idea_id for item in items if item.change]
    behind = shown.get("voices", {}).values()
    by_entry = sum(1 for voices in behind if voices.has_voted)
    return len(voted_among(ideas, reader=reader())) + by_entry
