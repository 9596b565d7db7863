"""What every template may use. Values are functions, looked up only where a page shows them."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, NamedTuple, cast

from flask import Flask, g, request, url_for
from flask.templating import Environment
from sqlalchemy import select
from werkzeug.local import LocalProxy

from app.core.db import session
from app.core.i18n import _, format_date, format_datetime
from app.core.settings import portal
from app.core.web.views import chosen_theme
from app.councils.queries.find import has_a_seat
from app.ideas.queries.statuses import wording
from app.people.gate import may
from app.people.session import reader, signed_in
from app.roadmap.queries.shown import has_roadmap
from app.telling.queries import counting_unread
from app.triage.queries.held import counting_held
from app.web.first_steps import are_all_settled


class NavItem(NamedTuple):
    """`icon` is shown in the menu of small screens, `number` is how much waits there."""

    label: str
    url: str
    icon: str
    is_current: bool
    number: int | None = None


class Pages(Environment):
    """Jinja looks for what a template knows in two dictionaries, one behind the other, and does so
    for every import. All is known once the application is put together: one dictionary does."""

    def make_globals(self, own: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(own or {})}


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        nav=nav,
        staff_nav=staff_nav,
        theme=chosen_theme,
        may=may,
        unread_notices=lambda: _waiting().notices,
        wording=wording,
        format_date=format_date,
        format_datetime=format_datetime,
        portal=LocalProxy(portal),
    )


class Waiting(NamedTuple):
    """How many notices are unread, and how much there is to look at for those who do."""

    notices: int = 0
    held: int = 0


def _waiting() -> Waiting:
    """Asked once for a page, in one statement."""
    asking = reader()
    if asking.id is None:
        return Waiting()
    if "waiting" not in g:
        parts = [counting_unread(asking).scalar_subquery()]
        if may("GET", "triage.held"):
            parts.append(counting_held(asking).scalar_subquery())
        g.waiting = Waiting(*session.execute(select(*parts)).one())
    return cast("Waiting", g.waiting)


def nav() -> list[NavItem]:
    """The portal's own pages."""
    pages = [_item(_("Ideas"), "web.home", "comment", under="ideas.")]
    if has_roadmap(reader()):
        pages.append(_item(_("Roadmap"), "roadmap.show", "ship"))
    pages.append(_item(_("What’s new"), "telling.updates", "bulb"))
    if has_a_seat(reader()):
        pages.append(_item(_("Advisory board"), "councils.index", "seal", under="councils."))
    return pages


def staff_nav() -> list[NavItem]:
    """Pages for staff, those the reader may open."""
    pages = [
        ("triage.inbox", _item(_("Inbox"), "triage.inbox", "inbox", under="triage.")),
        ("duplicates.queue", _item(_("Said twice"), "duplicates.queue", "merge")),
        (
            "improvements.ranking",
            _item(_("Improvements"), "improvements.ranking", "promote", under="improvements."),
        ),
        ("telling.entries", _item(_("News"), "telling.entries", "bulb")),
        ("telling.mail_box", _item(_("Messages sent"), "telling.mail_box", "mail")),
    ]
    shown = [item for endpoint, item in pages if may("GET", endpoint)]
    return [*_first_steps(), *_held(), *shown]


def _held() -> list[NavItem]:
    """Where something waits to be looked at, and on its own page."""
    waiting = _waiting().held if may("GET", "triage.held") else 0
    if not waiting and request.endpoint != "triage.held":
        return []
    return [_item(_("To look at"), "triage.held", "eye", number=waiting or None)]


def _first_steps() -> list[NavItem]:
    """Until all is settled."""
    if not may("GET", "web.start") or are_all_settled(signed_in()):
        return []
    return [_item(_("First steps"), "web.start", "check")]


def _item(
    label: str, endpoint: str, icon: str, under: str = "", number: int | None = None
) -> NavItem:
    here = request.endpoint or ""
    is_under = under and here.startswith(under) and not request.path.startswith("/manage")
    is_current = here == endpoint or bool(is_under)
    return NavItem(label, url_for(endpoint), icon, is_current, number)
