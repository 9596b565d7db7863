"""The roadmap: what is being built, what comes next, what shipped and whether it helped."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.i18n import _
from app.core.web.requests import absolute
from app.improvements.models import Horizon
from app.insights.queries import shares_of
from app.journey.queries import element_name, metric_name
from app.people.models import Anonymous
from app.people.session import reader
from app.roadmap.queries.lanes import Card, ideas_behind, newest_on_roadmap
from app.roadmap.queries.lanes import roadmap as roadmap_for
from app.roadmap.urls import card_url
from app.roadmap.views.blueprint import bp

IN_FEED = 50
BEFORE_ANYTHING = datetime(2020, 1, 1, tzinfo=UTC)


@bp.get("/roadmap")
def show() -> ResponseReturnValue:
    drawn = roadmap_for(reader())
    shipped = [card.improvement.id for card in drawn.shipped]
    return render_template(
        "roadmap/show.html",
        roadmap=drawn,
        names=lane_names(),
        shares=shares_of(ideas_behind(shipped)) if shipped else {},
        subject_of=subject_of,
        metric_name=metric_name,
        canonical_url=absolute(url_for("roadmap.show")),
    )


@bp.get("/roadmap.atom")
def feed() -> ResponseReturnValue:
    """What everybody may read, whoever asks: a feed reader passes on what it fetched."""
    cards = newest_on_roadmap(Anonymous(), IN_FEED)
    drawn = render_template(
        "roadmap/feed.xml",
        cards=cards,
        names=lane_names(),
        moved_at=moved_at,
        updated=max(map(moved_at, cards), default=BEFORE_ANYTHING),
        url_of=lambda improvement: absolute(card_url(improvement)),
        self_url=absolute(url_for("roadmap.feed")),
        page_url=absolute(url_for("roadmap.show")),
    )
    answer = make_response(drawn, {"Content-Type": "application/atom+xml; charset=utf-8"})
    answer.add_etag()
    return answer.make_conditional(request)


def lane_names() -> dict[Horizon, str]:
    return {
        Horizon.NOW: _("Now"),
        Horizon.NEXT: _("Next"),
        Horizon.LATER: _("Later"),
        Horizon.SHIPPED: _("Shipped"),
    }


def subject_of(card: Card) -> str:
    """What the card is about in a word: the topic of its strongest idea that the reader sees, else
    the part of the experience."""
    topics = [voice.topic for voice in card.voices.strongest if voice.topic]
    element = card.improvement.element
    if topics:
        return topics[0]
    return element_name(element) if element else ""


def moved_at(card: Card) -> datetime:
    """When it was last put elsewhere, or its date was given or moved."""
    dated = [promise.created_at for promise in card.promises]
    return max([card.improvement.horizon_since, *dated])
