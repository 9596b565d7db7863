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
from app.councils.files.documents import Document, document_of
from app.councils.files.store import keep
from app.councils.models import Paper, PaperFile, Reading, Round, Seat
from app.councils.queries.papers import papers_of
from app.councils.service.councils import refuse_once_closed
from app.councils.service.minutes import refuse_once_settled
from app.people.models import User

LONGEST_TITLE = 200
MOST_PAPERS = 20


@dataclass(frozen=True)
class Written:
    """A text, rendered before a unit of change begins, or a file, kept before it does."""

    title: str
    body: str = ""
    body_html: str = ""
    file: Document | None = None
    digest: str = ""


def text(title: str, body: str) -> Written:
    """Raises Invalid for nothing, or too much."""
    title, body = one_line(title), block(body)
    errors = _wrong_in(title)
    if not body:
        errors["body"] = _("Write what is to be read, or choose a file.")
    elif len(body) > LONGEST:
        errors["body"] = _("Up to %(num)s letters are read.", num=LONGEST)
    if errors:
        raise Invalid(_("Nothing was added."), errors=errors)
    return Written(title, body, render(body))


def file(title: str, body: str, sent: bytes, *, name: str) -> Written:
    """Raises Invalid for a title or a file that cannot be taken and for a text that came with it,
    and store.NoRoom."""
    title = one_line(title)
    errors = _wrong_in(title)
    if block(body):
        errors["file"] = _("Add the text and the file as two papers.")
    if errors:
        raise Invalid(_("Nothing was added."), errors=errors)
    document = document_of(sent, name=name)
    return Written(title, file=document, digest=keep(document.content))


def add(of: Round, written: Written, *, actor: User) -> Paper:
    """Raises Conflict once the round is settled, and for too many."""
    lock(of)
    refuse_once_closed(of.council)
    refuse_once_settled(of)
    if len(papers_of(of)) >= MOST_PAPERS:
        raise Conflict(_("Up to %(num)s papers fit a round.", num=MOST_PAPERS))
    paper = Paper(round_id=of.id, title=written.title)
    paper.body, paper.body_html = written.body, written.body_html
    session.add(paper)
    session.flush()
    if written.file is not None:
        session.add(_row_of(written.file, written.digest, paper))
    audit.record(actor, "council.add_paper", of, after={"title": paper.title})
    return paper


def remove(paper: Paper, of: Round, *, actor: User) -> None:
    """With the list of who opened it, which the audit log has not. A file that no other paper is
    goes at the next sweep. Raises Conflict once the round is settled."""
    lock(of)
    refuse_once_settled(of)
    audit.record(actor, "council.remove_paper", of, before={"title": paper.title})
    for beside in (Reading, PaperFile):
        session.execute(delete(beside).where(beside.paper_id == paper.id))
    session.delete(paper)
    session.flush()


def note_reading(paper: Paper, seat: Seat) -> None:
    """That this seat opened it, once more."""
    session.execute(insert_new(Reading), {"paper_id": paper.id, "seat_id": seat.id, "times": 0})
    theirs = (Reading.paper_id == paper.id, Reading.seat_id == seat.id)
    again = update(Reading).where(*theirs).values(times=Reading.times + 1, updated_at=now())
    session.execute(again)


def _wrong_in(title: str) -> dict[str, str]:
    if title and len(title) <= LONGEST_TITLE:
        return {}
    return {"title": _("Write a title of up to %(num)s letters.", num=LONGEST_TITLE)}


def _row_of(document: Document, digest: str, paper: Paper) -> PaperFile:
    row = PaperFile(paper_id=paper.id, digest=digest, name=document.name)
    row.mimetype, row.pages = document.mimetype, document.pages
    row.size = len(document.content)
    return row
