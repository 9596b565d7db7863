"""What became of what the reader asked and voted for."""

from __future__ import annotations

from typing import NamedTuple

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.errors import Invalid
from app.core.i18n import _, ngettext
from app.core.paging import Page
from app.core.web.language import format_number
from app.ideas.queries.asked import held_of
from app.ideas.queries.excerpts import excerpt
from app.ideas.queries.listing import ListedIdea
from app.ideas.queries.news import latest_notes
from app.ideas.urls import query
from app.people.models import User
from app.people.session import signed_in
from app.votes.represented import Tally as CustomerTally
from app.votes.represented import customers_of, tally_of
from app.votes.urls import MY_CUSTOMERS
from app.web.queries import Part, Tally, page_of, tally
from app.web.views.blueprint import bp


class Tab(NamedTuple):
    label: str
    url: str
    ideas: int
    is_current: bool


@bp.get("/me")
def me() -> ResponseReturnValue:
    person, part = signed_in(), _part()
    if part is Part.CUSTOMERS:
        return _my_customers(person)
    page = page_of(part, person, cursor=request.args.get("cursor"))
    counted = tally(person)
    return render_template(
        "web/me.html",
        tabs=_tabs(counted, part, tally_of(person) if person.is_staff else None),
        sentences=_sentences(counted),
        page=page,
        held=held_of(person) if part is not Part.VOTED and not request.args.get("cursor") else [],
        news=_news(page),
        position=_position(page, counted.of(part)),
        previous_url=_beside(part, page.previous),
        next_url=_beside(part, page.next),
    )


def _my_customers(employee: User) -> str:
    """What the employee asked for customers, and what these have not been told yet."""
    page = customers_of(employee, cursor=request.args.get("cursor"))
    counted = tally_of(employee)
    return render_template(
        "web/my_customers.html",
        tabs=_tabs(tally(employee), Part.CUSTOMERS, counted),
        counted=counted,
        page=page,
        notes=latest_notes(wish.idea.id for wish in page.items),
        previous_url=_beside(Part.CUSTOMERS, page.previous),
        next_url=_beside(Part.CUSTOMERS, page.next),
    )


def _part() -> Part:
    word = request.args.get("part") or request.args.get("show", Part.ALL.value)
    is_open = word in list(Part) and (word != Part.CUSTOMERS or signed_in().is_staff)
    if not is_open:
        message = _("There is no such part of your ideas: “%(word)s”.", word=word)
        raise Invalid(message, errors={"show": message})
    return Part(word)


def _tabs(counted: Tally, current: Part, customers: CustomerTally | None) -> list[Tab]:
    labels = {Part.ALL: _("All"), Part.ASKED: _("Asked"), Part.VOTED: _("Voted")}
    tabs = [
        Tab(label, _url(part), counted.of(part), part is current) for part, label in labels.items()
    ]
    if customers is not None:
        is_current = current is Part.CUSTOMERS
        tabs += [Tab(_("My customers"), MY_CUSTOMERS, customers.customers, is_current)]
    return tabs


def _sentences(counted: Tally) -> list[str]:
    """What the page comes to; each sentence is whole, those about nothing are left out."""
    asked, voted, shipped, declined = counted
    said = [ngettext("%(num)s idea is yours.", "%(num)s ideas are yours.", asked)]
    if voted:
        said += [
            ngettext("%(num)s more carries your vote.", "%(num)s more carry your vote.", voted)
        ]
    if shipped:
        said += [ngettext("%(num)s shipped.", "%(num)s shipped.", shipped)]
    if declined:
        said += [ngettext("%(num)s is not planned.", "%(num)s are not planned.", declined)]
    return said


def _news(page: Page[ListedIdea]) -> dict[int, str]:
    """The last public words of staff about each idea: an answer or the note of a new status."""
    notes = latest_notes(idea.id for idea in page.items)
    news = {}
    for idea in page.items:
        note = notes.get(idea.id)
        if note and (idea.answered_at is None or note.created_at > idea.answered_at):
            news[idea.id] = excerpt(note.note)
        elif idea.answer:
            news[idea.id] = idea.answer_excerpt
    return news


def _position(page: Page[ListedIdea], total: int) -> str:
    if page.previous is None and page.next is None:
        return ngettext("%(num)s idea", "%(num)s ideas", total)
    if page.previous is None:
        return _("1–%(shown)s of %(total)s", shown=len(page.items), total=format_number(total))
    return _("%(shown)s of %(total)s", shown=len(page.items), total=format_number(total))


def _beside(part: Part, cursor: str | None) -> str | None:
    return _url(part, cursor) if cursor else None


def _url(part: Part, cursor: str | None = None) -> str:
    if part is Part.CUSTOMERS:
        return "/me" + query(part=part.value, cursor=cursor)
    return "/me" + query(show=part.value if part is not Part.ALL else "", cursor=cursor)
