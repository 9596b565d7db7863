"""What is to be read before a round: put there by hosts, and opened by name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, update

from app.core import audit
from app.core.clock import now
from app.core.db import insert_new, lock, session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.markup import LONGEST, render
from app.core.text import block, one_line
from app.councils.models import Paper, Reading, Round, Seat
from app.councils.queries.papers import papers_of
from app.people.models import User

LONGEST_TITLE = 200
MOST_PAPERS = 20


@dataclass(frozen=True)
class Text:
    """Rendered before a unit of change begins."""

    title: str
    body: str
    body_html: str


def text(title: str, body: str) -> Text:
    """Raises Invalid for nothing, or too much."""
    title, body = one_line(title), block(body)
    errors = {}
    if not title or len(title) > LONGEST_TITLE:
        errors["title"] = _("Write a title of up to %(num)s letters.", num=LONGEST_TITLE)
    if not body:
        errors["body"] = _("Write what is to be read.")
    elif len(body) > LONGEST:
        errors["body"] = _("Up to %(num)s letters are read.", num=LONGEST)
    if errors:
        raise Invalid(_("Nothing was added."), errors=errors)
    return Text(title, body, render(body))


def add(of: Round, written: Text, *, actor: User) -> Paper:
    """Raises Conflict once the round has closed, and for too many."""
    lock(of)
    _refuse_once_closed(of)
    if len(papers_of(of)) >= MOST_PAPERS:
        raise Conflict(_("Up to %(num)s papers fit a round.", num=MOST_PAPERS))
    paper = Paper(round_id=of.id, title=written.title)
    paper.body, paper.body_html = written.body, written.body_html
    session.add(paper)
    session.flush()
    audit.record(actor, "council.add_paper", of, after={"title": paper.title})
    return paper


def remove(paper: Paper, of: Round, *, actor: User) -> None:
    """With the list of who opened it, which the audit log has not. Raises Conflict once the round
    has closed."""
    lock(of)
    _refuse_once_closed(of)
    audit.record(actor, "council.remove_paper", of, before={"title": paper.title})
    session.execute(delete(Reading).where(Reading.paper_id == paper.id))
    session.delete(paper)
    session.flush()


def note_reading(paper: Paper, seat: Seat) -> None:
    """That this seat opened it, once more."""
    session.execute(insert_new(Reading), {"paper_id": paper.id, "seat_id": seat.id, "times": 0})
    theirs = (Reading.paper_id == paper.id, Reading.seat_id == seat.id)
    again = update(Reading).where(*theirs).values(times=Reading.times + 1, updated_at=now())
    session.execute(again)


def _refuse_once_closed(of: Round) -> None:
    if of.has_closed:
        raise Conflict(_("This round is closed, so it stays as it was."))
