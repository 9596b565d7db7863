"""The managers' list: what waits for a first answer, and everything that came in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.errors import Invalid
from app.core.i18n import _, format_datetime
from app.core.web.language import time_zone
from app.ideas.models import Idea
from app.ideas.queries.managed import Pile, managed_ideas, waiting_count
from app.ideas.queries.shown import shown_name
from app.ideas.queries.statuses import all_statuses, status_named
from app.ideas.queries.visible import one_visible_board, visible_boards
from app.ideas.urls import query
from app.people.session import signed_in
from app.web.views.blueprint import bp

A_WEEK = 6  # days ahead that a weekday names without doubt


class Due(NamedTuple):
    """`mark` is the class of its badge: late, soon or none."""

    words: str
    mark: str


@bp.get("/manage")
def manage() -> ResponseReturnValue:
    asking, pile = signed_in(), _pile()
    slug, key = request.args.get("board", ""), request.args.get("status", "")
    statuses = all_statuses()
    page = managed_ideas(
        pile,
        reader=asking,
        board=one_visible_board(slug, reader=asking) if slug else None,
        statuses=[status_named(key)] if key else [],
        cursor=request.args.get("cursor"),
    )
    asked = {"board": slug, "status": key}
    return render_template(
        "web/manage.html",
        page=page,
        pile=pile,
        piles={each: _url(each, **asked) for each in Pile},
        waiting=waiting_count(asking),
        boards=visible_boards(asking),
        statuses=statuses,
        asked=asked,
        due_of=_due,
        author_of=lambda idea: shown_name(idea.author, board=idea.board, reader=asking),
        previous_url=page.previous and _url(pile, **asked, cursor=page.previous),
        next_url=page.next and _url(pile, **asked, cursor=page.next),
    )


def _pile() -> Pile:
    word = request.args.get("show", Pile.WAITING.value)
    if word not in list(Pile):
        message = _("There is no such list: “%(word)s”.", word=word)
        raise Invalid(message, errors={"show": message})
    return Pile(word)


def _url(pile: Pile, **asked: str) -> str:
    return "/manage" + query(show=pile.value if pile is not Pile.WAITING else "", **asked)


def _due(idea: Idea) -> Due | None:
    """When the first answer is or was promised; none once it was given. Always a time, never a
    countdown: a page may be read long after it was drawn."""
    due = idea.answer_due_at
    if due is None or idea.first_answered_at is not None:
        return None
    moment, days = _as_read(due)
    if due < now():
        return Due(_("was due %(moment)s", moment=moment), "late")
    if days == 0:
        return Due(_("by %(time)s today", time=format_datetime(due, "HH:mm")), "soon")
    return Due(_("by %(moment)s", moment=moment), "")


def _as_read(due: datetime) -> tuple[str, int]:
    """The moment in few words, and how many days of the reader's calendar it lies ahead."""
    zone = ZoneInfo(time_zone())
    days = (due.astimezone(zone).date() - now().astimezone(zone).date()).days
    is_near = abs(days) <= A_WEEK
    return format_datetime(due, _("EEE HH:mm") if is_near else _("d MMM, HH:mm")), days
