"""The councils of the portal that is called, with who sits in them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image as Drawing
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.councils.files.documents import Document, document_of
from app.councils.files.store import keep
from app.councils.models import (
    Action,
    Advice,
    AgendaItem,
    Candidate,
    Council,
    Decision,
    Existence,
    Minutes,
    MinutesStage,
    Paper,
    PaperFile,
    Round,
    Seat,
    SeatState,
)
from app.councils.service.access import let_in
from app.councils.service.councils import Outline, found
from app.people.models import User
from tests.people.holding import seeing

TERM, HOUR = timedelta(days=90), timedelta(hours=1)


def found_councils(people: dict[str, User], values: dict[str, Any]) -> None:
    """Everywhere Kim sat until yesterday."""
    for number, kept in enumerate(seeing.COUNCILS):
        hosts = [people[name].email or "" for name in sorted(kept.hosts)]
        existence = Existence.PUBLIC if kept.is_known else Existence.HIDDEN
        wanted = Outline(kept.name, existence=existence, hosts=hosts)
        with writing():
            council = found(wanted, actor=people["ruth"])
            for name in sorted(kept.members):
                _seat(council, people[name], timedelta(), SeatState.ACTIVE)
            for name in sorted(kept.invited):
                _seat(council, people[name], timedelta(), SeatState.INVITED)
            last = _seat(council, people["kim"], TERM + timedelta(days=1), SeatState.ACTIVE)
        values[f"council:{number}"] = council.slug
        values[f"seat:{number}"] = last.uid


def begin_rounds(people: dict[str, User], values: dict[str, Any]) -> None:
    """One proposal and one point of the agenda each, a text and a file to read; an advice and an
    action that its host does; where it closed, minutes."""
    document = _drawn()
    slugs = {council: values[f"council:{n}"] for n, council in enumerate(seeing.COUNCILS)}
    for number, sitting in enumerate(seeing.ROUNDS):
        slug = slugs[sitting.council]
        with writing():
            council = session.scalars(select(Council).where(Council.slug == slug)).one()
            of = Round(council_id=council.id, number=number + 1, title=sitting.name)
            of.meets_at = now() + TERM
            if sitting.stage != "draft":
                of.opened_at = now() - HOUR
                of.closes_at = now() + (HOUR if sitting.stage == "open" else -HOUR / 2)
            session.add(of)
            session.flush()
            judged = Candidate(round_id=of.id, title="More colours")
            item = AgendaItem(round_id=of.id, title="Hello")
            decision = Decision(round_id=of.id, title="Go on", advice=Advice.GO)
            host = people[min(sitting.council.hosts)]
            action = Action(round_id=of.id, title="Ask", owner_id=host.id, due_on=now().date())
            paper = Paper(round_id=of.id, title="Read me", body="Words", body_html="<p>Words</p>")
            deck = Paper(round_id=of.id, title="Look at me", body="", body_html="")
            session.add_all([judged, item, decision, action, paper, deck])
            session.flush()
            session.add(_file_of(deck, document))
            if sitting.stage == "closed":
                session.add(_minutes(of, seeing.has_minutes_out(sitting)))
        values[f"round:{number}"] = (slug, of.number)
        values[f"candidate:{number}"], values[f"item:{number}"] = judged.uid, item.uid
        values[f"decision:{number}"], values[f"action:{number}"] = decision.uid, action.uid
        values[f"paper:{number}"], values[f"deck:{number}"] = paper.uid, deck.uid


def _drawn() -> Document:
    drawn = BytesIO()
    Drawing.new("RGB", (9, 9), "teal").save(drawn, "PNG")
    return document_of(drawn.getvalue(), name="deck.png")


def _file_of(deck: Paper, document: Document) -> PaperFile:
    kept = PaperFile(paper_id=deck.id, digest=keep(document.content), name="deck.png")
    kept.mimetype, kept.pages, kept.size = document.mimetype, 1, len(document.content)
    return kept


def _minutes(of: Round, is_out: bool) -> Minutes:
    stage = MinutesStage.PUBLISHED if is_out else MinutesStage.DRAFT
    return Minutes(round_id=of.id, stage=stage, published_at=now() if is_out else None)


def _seat(council: Council, person: User, ago: timedelta, state: SeatState) -> Seat:
    seat = Seat(council_id=council.id, user_id=person.id, state=state)
    seat.starts_at = now() - ago
    seat.ends_at = seat.starts_at + TERM
    session.add(seat)
    session.flush()
    let_in(seat, council)
    return seat
