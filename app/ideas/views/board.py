"""A board: what people ask for on it, in the order and with the filters of the address."""

from __future__ import annotations

from typing import NamedTuple

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.i18n import _, ngettext
from app.core.paging import Page
from app.core.web.language import format_number
from app.ideas.filters import Filters, Sort, read_filters
from app.ideas.looking import note_look_at
from app.ideas.models import Board
from app.ideas.queries.boards import board_once_at
from app.ideas.queries.listing import PAGE_SIZE, ListedIdea, board_page, listed_among
from app.ideas.queries.progress import Figures, latest_shipped, recent_figures
from app.ideas.queries.statuses import status_faces
from app.ideas.queries.topics import topic_faces
from app.ideas.queries.visible import is_shared, one_visible_board, visible_boards
from app.ideas.urls import board_url
from app.ideas.views.blueprint import bp
from app.people.models import Reader
from app.people.session import reader, signed_in
from app.votes.queries import VOTED_AT

SHIPPED_SHOWN = 3


class Tab(NamedTuple):
    label: str
    url: str
    is_current: bool


@bp.get("/b/<slug>")
def board(slug: str) -> ResponseReturnValue:
    """A board whose address was changed is found at the old one too."""
    try:
        shown = one_visible_board(slug, reader=reader())
    except NotFound:
        moved = board_once_at(slug, reader=reader())
        if moved is None:
            raise
        return redirect(board_url(moved), 301)
    return render_template("ideas/board.html", **board_list(shown))


def board_list(shown: Board) -> dict[str, object]:
    """What the page of a board holds, as the present address asks for it. Raises Invalid for an
    address that means nothing, SignInNeeded where it asks for the reader's own ideas."""
    statuses, topics = status_faces(), topic_faces()
    filters = read_filters(request.args, statuses=statuses, topics=topics)
    asking = signed_in() if filters.is_mine else reader()
    note_look_at(shown, asking)
    cursor = request.args.get("cursor")
    page = board_page(shown, filters, cursor=cursor, reader=asking, voted_at=VOTED_AT)
    of_others = [shown] if is_shared(shown, asking) else []
    counted = recent_figures(of_others)
    return {
        "board": shown,
        "boards": visible_boards(asking),
        "filters": filters,
        "statuses": statuses,
        "topics": topics,
        "tabs": _tabs(shown, filters),
        "page": page,
        "pinned": _pinned(shown, filters, asking),
        "position": _position(page, counted, filters),
        "previous_url": _beside(shown, filters, page.previous),
        "next_url": _beside(shown, filters, page.next),
        "figures": counted,
        "shipped": latest_shipped(shown, SHIPPED_SHOWN) if of_others else [],
    }


def _pinned(shown: Board, filters: Filters, asking: Reader) -> ListedIdea | None:
    """Stands above the whole list's first page."""
    if shown.pinned_id is None or filters.is_narrow or request.args.get("cursor"):
        return None
    found = listed_among([shown.pinned_id], reader=asking, voted_at=VOTED_AT)
    return found.get(shown.pinned_id)


def _tabs(shown: Board, filters: Filters) -> list[Tab]:
    orders = {"": _("Rising"), Sort.TOP: _("Most people"), Sort.NEW: _("Newest")}
    tabs = [
        Tab(
            label,
            board_url(shown, **filters.asked(sort=sort, mine="")),
            filters.sort is Sort(sort or Sort.RISING) and not filters.is_mine,
        )
        for sort, label in orders.items()
    ]
    mine = board_url(shown, **filters.asked(mine="1"))
    return [*tabs, Tab(_("Yours"), mine, filters.is_mine)]


def _position(page: Page[ListedIdea], counted: Figures, filters: Filters) -> str:
    """Where the reader is. Only the whole list has its number counted beforehand."""
    shown = len(page.items)
    if page.previous is None and page.next is None:
        return ngettext("%(num)s idea", "%(num)s ideas", shown)
    if filters.is_narrow:
        return _("The first %(shown)s", shown=PAGE_SIZE) if page.previous is None else ""
    if page.previous is None:
        return _("1–%(shown)s of %(total)s ideas", shown=shown, total=format_number(counted.ideas))
    return _("%(shown)s of %(total)s ideas", shown=shown, total=format_number(counted.ideas))


def _beside(shown: Board, filters: Filters, cursor: str | None) -> str | None:
    return board_url(shown, **filters.asked(cursor=cursor)) if cursor else None
