"""Words planted in councils: in what they are called and agreed on, in what they judge, and in what
their members said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core.db import session, writing
from app.councils.models import (
    Acceptance,
    Action,
    AgendaItem,
    Ballot,
    Candidate,
    Charter,
    Council,
    Decision,
    Minutes,
    Paper,
    PaperFile,
    Round,
    Seat,
)
from tests.people.holding import seeing
from tests.people.holding.portal import Called

if TYPE_CHECKING:
    from tests.people.holding.canaries import Aviary

COMMON = "whispered"


def plant_councils(called: Called, aviary: Aviary) -> None:
    with writing():
        for number, board in enumerate(seeing.COUNCILS):
            council = _one(Council, slug=called.values[f"council:{number}"])
            _name(aviary, council, board)
            _agree(called, aviary, council, board)
        for number, sitting in enumerate(seeing.ROUNDS):
            slug, counted = called.values[f"round:{number}"]
            council = _one(Council, slug=slug)
            _judge(called, aviary, _one(Round, council_id=council.id, number=counted), sitting)


def _name(aviary: Aviary, council: Council, board: seeing.Board) -> None:
    knows = lambda who: seeing.knows_of(who, board)  # noqa: E731
    may_join = lambda who: seeing.sits_in(who, board) or who in board.invited  # noqa: E731
    if not board.is_known:
        council.name = aviary.put(f"the name of the {board.name}", knows)
    council.cadence = aviary.put(f"the cadence of the {board.name}", may_join)


def _agree(called: Called, aviary: Aviary, council: Council, board: seeing.Board) -> None:
    sits = lambda who: seeing.sits_in(who, board)  # noqa: E731
    word = aviary.put(f"the charter of the {board.name}", sits)
    charter = Charter(council_id=council.id, number=1, body=word, body_html=f"<p>{word}</p>")
    session.add(charter)
    session.flush()
    hosts = lambda who: seeing.hosts(who, board)  # noqa: E731
    for member in sorted(board.members):
        seat = _seat(council, called, member)
        typed = aviary.put(f"what {member} signed with in the {board.name}", hosts)
        session.add(Acceptance(charter_id=charter.id, seat_id=seat.id, typed_name=typed))
        reads = lambda who, member=member: who == member or hosts(who)  # noqa: E731
        seat.conflict_note = aviary.put(f"the conflict of {member} in the {board.name}", reads)


def _judge(called: Called, aviary: Aviary, of: Round, sitting: seeing.Sitting) -> None:
    sees = lambda who: seeing.sees_round(who, sitting)  # noqa: E731
    of.title = _put(aviary, f"the title of the {sitting.name}", sees)
    judged, item = _one(Candidate, round_id=of.id), _one(AgendaItem, round_id=of.id)
    judged.title = _put(aviary, f"what is judged in the {sitting.name}", sees)
    judged.body = _put(aviary, f"the words about it in the {sitting.name}", sees)
    judged.body_html = f"<p>{judged.body}</p>"
    item.title = _put(aviary, f"the agenda of the {sitting.name}", sees)
    _take_down(aviary, of, item, sitting)
    if sitting.stage == "draft":
        return
    is_closed = sitting.stage == "closed"
    for member in sorted(sitting.council.members):
        hears = lambda who, member=member: sees(who) if is_closed else who == member  # noqa: E731
        said = _put(aviary, f"what {member} said in the {sitting.name}", hears)
        seat = _seat(of.council, called, member)
        session.add(Ballot(candidate_id=judged.id, seat_id=seat.id, comment=said, version=1))


def _take_down(aviary: Aviary, of: Round, item: AgendaItem, sitting: seeing.Sitting) -> None:
    """Papers, minutes, advice and actions. Of a round that did not
    close there are none, but if there were, hosts alone would read them."""
    is_closed = sitting.stage == "closed"
    sees = lambda who: seeing.sees_round(who, sitting)  # noqa: E731
    reads = lambda who: seeing.reads_minutes(who, sitting)  # noqa: E731
    decision, action = _one(Decision, round_id=of.id), _one(Action, round_id=of.id)
    item.notes = _put(aviary, f"the notes of the {sitting.name}", reads)
    item.notes_html = f"<p>{item.notes}</p>"
    deck = _one(Paper, round_id=of.id, title="Look at me")
    deck.title = _put(aviary, f"the file of the {sitting.name}", sees)
    named = aviary.put(f"the name of the file of the {sitting.name}", sees)
    _one(PaperFile, paper_id=deck.id).name = f"{named}.png"
    paper = _one(Paper, round_id=of.id, title="Read me")
    paper.title = _put(aviary, f"the paper of the {sitting.name}", sees)
    paper.body = _put(aviary, f"the words of the paper of the {sitting.name}", sees)
    paper.body_html = f"<p>{paper.body}</p>"
    decision.title = _put(aviary, f"the advice of the {sitting.name}", reads)
    decision.dissent = _put(aviary, f"who thought otherwise in the {sitting.name}", reads)
    action.title = _put(aviary, f"what was agreed on in the {sitting.name}", reads)
    if is_closed:
        minutes = _one(Minutes, round_id=of.id)
        minutes.summary = _put(aviary, f"the minutes of the {sitting.name}", reads)
        minutes.summary_html = f"<p>{minutes.summary}</p>"


def _put(aviary: Aviary, where: str, sees: Callable[[str], bool]) -> str:
    """Beside a word that all of them have in common, to look for in their council."""
    return f"{aviary.put(where, sees)} {COMMON}"


def _seat(council: Council, called: Called, name: str) -> Seat:
    return _one(Seat, council_id=council.id, user_id=called.people[name].id)


def _one(table: Any, **named: Any) -> Any:
    return session.scalars(select(table).filter_by(**named)).one()
