"""The page of the inbox, whole: list, reading and context. Narrow screens show one of them."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from flask import render_template, request

from app.core.i18n import _
from app.duplicates.queries import LikeIdea, open_objections, similar_ideas
from app.ideas.forms import NoteForm, RefusableForm, ReplyForm
from app.ideas.looking import note_look_at
from app.ideas.models import Idea
from app.ideas.queries.comments import thread
from app.ideas.queries.journey import journey_of
from app.ideas.queries.shown import shown_html, shown_name
from app.ideas.queries.visible import one_visible_board, visible_boards
from app.people.models import User
from app.people.session import signed_in
from app.telling.queries import reach
from app.triage.filters import InboxFilters, Show, check_known
from app.triage.forms import SortForm
from app.triage.queries.asking import asker_name
from app.triage.queries.desk import Desk, desk_for
from app.triage.queries.inbox import inbox_page
from app.triage.queries.item import asker_of, one_item, other_ideas
from app.triage.urls import inbox_url, item_url
from app.triage.verdicts import blank_answer, verdicts_for
from app.triage.views.due import due_of, short

MOST_FOUND = 100
MOST_ALIKE = 3


class Tab(NamedTuple):
    label: str
    url: str
    is_current: bool
    number: int | None = None


def inbox_html(
    filters: InboxFilters, idea: Idea | None, *, is_item: bool = False, **filled: RefusableForm
) -> str:
    """`filled` are forms that were sent and come back with what is wrong. Raises Invalid for
    filters that mean nothing here, NotFound for a board that is not there."""
    asking, cursor = signed_in(), request.args.get("cursor", "")
    if filters.board:
        one_visible_board(filters.board, reader=asking)
    found = _found(filters.q, asking) if filters.q else None
    page = inbox_page(filters, reader=asking, cursor=cursor, among=found)
    if idea is None and page.items:
        idea = one_item(page.items[0].reference, reader=asking)
    if idea is not None:
        note_look_at(idea.board, asking)
    desk, asked = desk_for(idea, reader=asking), filters.asked(cursor=cursor)
    check_known(filters, desk)
    return render_template(
        "triage/inbox.html",
        objections=open_objections(asking),
        page=page,
        filters=filters,
        asked=asked,
        desk=desk,
        tabs=_tabs(filters, desk),
        boards=[(board.slug, board.name) for board in visible_boards(asking)],
        due_of=due_of,
        short=short,
        is_item=is_item,
        idea=idea,
        previous_url=page.previous and inbox_url(**filters.asked(cursor=page.previous)),
        next_url=page.next and inbox_url(**filters.asked(cursor=page.next)),
        **(_on_the_desk(idea, desk, asked, asking, filled) if idea else {}),
    )


def _found(words: str, asking: User) -> list[int]:
    return [hit.idea.id for hit in similar_ideas(words, reader=asking, limit=MOST_FOUND)]


def _tabs(filters: InboxFilters, desk: Desk) -> list[Tab]:
    labels = {
        Show.WAITING: _("Needs first answer"),
        Show.OPEN: _("Open"),
        Show.ALL: _("All"),
    }
    return [
        Tab(
            label,
            inbox_url(**filters.asked(show=show.value if show is not Show.WAITING else "")),
            filters.show is show,
            desk.waiting if show is Show.WAITING else None,
        )
        for show, label in labels.items()
    ]


def _on_the_desk(
    idea: Idea, desk: Desk, asked: dict[str, str], asking: User, filled: dict[str, RefusableForm]
) -> dict[str, Any]:
    """All that stands beside the list."""
    told, has_customer = reach(idea, actor=asking)
    asker = asker_name(idea, reaches_customer=has_customer)
    verdicts = verdicts_for(
        desk.statuses,
        address=lambda act: item_url(idea, **asked, act=act) + "#reply",
        wanted=request.args.get("act", ""),
        has_asker=bool(asker),
    )
    reply = filled.get("reply") or ReplyForm(formdata=None, data=blank_answer(verdicts))
    statuses = [(status.key, status.text) for status in desk.statuses]
    reply.offer(statuses, present=idea.status, asker=asker, told=told)
    sort = filled.get("sort") or SortForm(formdata=None)
    sort.offer(desk, idea)
    alike = _alike(idea, asking)
    known = [each.idea for each in alike]
    return {
        "reply": reply,
        "sort": sort,
        "note": filled.get("note") or NoteForm(formdata=None),
        "verdicts": verdicts,
        "audience_size": told,
        "asker": asker_of(idea),
        "journey": journey_of(idea),
        "thread": thread(idea, reader=asking, cursor=request.args.get("comments")),
        "others": [other for other in other_ideas(idea, reader=asking) if other not in known],
        "alike": alike,
        "name_of": partial(shown_name, board=idea.board, reader=asking),
        "html_of": shown_html,
        "can_remove_any": False,
    }


def _alike(idea: Idea, asking: User) -> list[LikeIdea]:
    found = similar_ideas(idea.title, idea.body, reader=asking, limit=MOST_ALIKE + 1)
    return [each for each in found if each.idea.id != idea.id][:MOST_ALIKE]
