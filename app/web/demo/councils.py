"""The demonstration's customer advisory board: one round with all that came of it, and one open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.core.db import session
from app.core.markup import render
from app.councils.models import (
    Acceptance,
    Action,
    Adoption,
    Advice,
    AgendaItem,
    Attendance,
    Ballot,
    BallotSave,
    Candidate,
    Charter,
    Council,
    Decision,
    Existence,
    ItemKind,
    Minutes,
    MinutesStage,
    Paper,
    Quoting,
    Round,
    Seat,
    SeatKind,
    SeatState,
    Worth,
)
from app.councils.service.access import let_in
from app.councils.service.candidates import take_snapshots
from app.improvements.models import Improvement
from app.people.models import Group, User
from app.web.demo.content.texts import read, slug
from app.web.demo.history import Cast
from app.web.demo.rows import add

AN_HOUR = timedelta(hours=1)
A_YEAR = timedelta(days=365)
TEN_O_CLOCK = time(10)
Said = dict[str, Any]  # an entry of council.yaml


@dataclass
class _Board:
    """A council and its seats by the name of who holds them; those who answer in their order."""

    council: Council
    seats: dict[str, Seat]
    voters: Sequence[Seat]
    cast: Cast
    until: date

    def at(self, days: int) -> datetime:
        """At ten o'clock, so many days after the story's last day."""
        return datetime.combine(self.until, TEN_O_CLOCK, UTC) + timedelta(days=days)

    def person(self, name: str) -> int:
        return self.cast.people[slug(name)]


def sit_together(cast: Cast, *, until: date) -> None:
    said = read("council.yaml")
    board = _found(said, cast, until)
    _agree_on_charter(said["charter"], board)
    for number, told in enumerate(said["rounds"], start=1):
        _hold(number, told, board)


def _found(said: Said, cast: Cast, until: date) -> _Board:
    board = _Board(Council(), {}, (), cast, until)
    begun = board.at(said["charter"]["at"])
    group = add(Group(name="council of the demonstration", is_by_hand=False), at=begun)
    board.council = Council(
        slug=said["slug"],
        name=said["name"],
        purpose=said["purpose"],
        cadence=said["cadence"],
        existence=Existence.PUBLIC,
        target_size=len(said["members"]) + 1,
        sponsor_id=board.person(said["sponsor"]),
        group_id=group.id,
    )
    add(board.council, at=begun)
    kinds = {said["host"]: SeatKind.HOST, said["chair"]: SeatKind.CHAIR}
    kinds |= dict.fromkeys(said["members"], SeatKind.MEMBER)
    board.seats = {name: _seat(name, kind, board, begun) for name, kind in kinds.items()}
    board.voters = [seat for seat in board.seats.values() if seat.kind.answers_ballots]
    return board


def _seat(name: str, kind: SeatKind, board: _Board, begun: datetime) -> Seat:
    person = session.scalars(select(User).where(User.id == board.person(name))).one()
    seat = Seat(
        council_id=board.council.id,
        user_id=person.id,
        organisation_id=person.organisation_id,
        kind=kind,
        state=SeatState.ACTIVE,
        starts_at=begun,
        ends_at=None if kind is SeatKind.HOST else begun + A_YEAR,
        answered_at=begun,
    )
    add(seat, at=begun)
    let_in(seat, board.council)
    return seat


def _agree_on_charter(said: Said, board: _Board) -> None:
    at = board.at(said["at"])
    written = Charter(council_id=board.council.id, number=1, body=said["body"])
    written.body_html = render(said["body"])
    written.approved_by_id = board.council.sponsor_id
    add(written, at=at)
    for name, seat in board.seats.items():
        accepted = Acceptance(charter_id=written.id, seat_id=seat.id, typed_name=name)
        add(accepted, at=at + AN_HOUR)


def _hold(number: int, told: Said, board: _Board) -> None:
    of = Round(
        council_id=board.council.id,
        number=number,
        title=told["title"],
        question=told["question"],
        quorum=6,
        place="Online",
        **{f"{name}_at": board.at(told[name]) for name in ("opened", "closes", "meets")},
    )
    of.pre_read_at = board.at(told["pre_read"]) if "pre_read" in told else None
    of.reported_at = board.at(told["reported"]) if "reported" in told else None
    add(of, at=min(of.pre_read_at or board.at(told["opened"]), board.at(told["opened"])))
    _prepare(of, told, board)
    for place, said in enumerate(told["proposals"]):
        judged = _propose(of, place, said, board)
        for seat, scores in zip(board.voters, said["scores"], strict=True):
            _answer(judged, seat, scores, said, board.at(told["opened"]) + AN_HOUR)
    if "minutes" in told:
        _conclude(of, told, board)


def _prepare(of: Round, told: Said, board: _Board) -> None:
    for position, item in enumerate(told["agenda"]):
        said = {name: item.get(name, "") for name in ("title", "speaker", "question", "notes")}
        point = AgendaItem(round_id=of.id, position=position, kind=ItemKind(item["kind"]), **said)
        point.minutes, point.notes_html = item["minutes"], render(said["notes"])
        add(point, at=of.created_at)
    for paper in told.get("papers", ()):
        text = Paper(round_id=of.id, title=paper["title"], body=paper["body"])
        text.body_html = render(paper["body"])
        add(text, at=of.created_at)


def _propose(of: Round, place: int, said: Said, board: _Board) -> Candidate:
    """What there is an improvement of is that improvement, as it was when the round opened."""
    named = select(Improvement).where(Improvement.title == said["title"])
    judged = Candidate(round_id=of.id, position=place, title=said["title"], body=said["body"])
    judged.body_html = render(said["body"])
    judged.improvement = session.scalars(named).first()
    take_snapshots([judged])
    return add(judged, at=of.created_at)


def _answer(judged: Candidate, seat: Seat, scores: Any, said: Said, at: datetime) -> None:
    """A pair of scores, the word for having none, or None for who has not answered."""
    if scores is None:
        return
    answer: Said = {
        "is_abstention": scores == "abstention",
        "has_conflict": scores == "conflict",
    }
    if isinstance(scores, list):
        answer |= {"importance": scores[0], "satisfaction": scores[1]}
    for comment in said.get("comments", ()):
        if comment["by"] == seat.user.name:
            answer["comment"] = comment["words"]
            answer["is_attributed"] = comment.get("named", False)
            answer["quoting"] = Quoting(comment["quoting"])
    ballot = Ballot(candidate_id=judged.id, seat_id=seat.id, version=1, **answer)
    add(ballot, at=at)
    add(BallotSave(ballot_id=ballot.id, number=1, **answer), at=at)


def _conclude(of: Round, told: Said, board: _Board) -> None:
    """Who was there, the minutes, the advice with what became of it, and who does what."""
    published_at = board.at(told["minutes"])
    for name, seat in board.seats.items():
        if name not in told["absent"]:
            add(Attendance(round_id=of.id, seat_id=seat.id), at=board.at(told["meets"]))
    written = Minutes(round_id=of.id, summary=told["summary"], stage=MinutesStage.PUBLISHED)
    written.summary_html, written.published_at = render(told["summary"]), published_at
    written.reviewed_by_id = next(
        seat.user_id for seat in board.seats.values() if seat.kind is SeatKind.CHAIR
    )
    add(written, at=published_at)
    judged = select(Candidate).where(Candidate.round_id == of.id).order_by(Candidate.position)
    for candidate, said in zip(session.scalars(judged).all(), told["proposals"], strict=True):
        add(_advice(of, candidate, said["advice"], board, told), at=published_at)
    for task in told["actions"]:
        add(_action(of, task, board), at=published_at)
    for seat, score in zip(board.voters, told["worth"], strict=True):
        add(Worth(round_id=of.id, seat_id=seat.id, score=score), at=published_at)


def _advice(of: Round, judged: Candidate, said: Said, board: _Board, told: Said) -> Decision:
    return Decision(
        round_id=of.id,
        candidate_id=judged.id,
        title=judged.title,
        advice=Advice(said["advice"]),
        voices_for=said["for"],
        voices_against=said["against"],
        voices_withheld=said["withheld"],
        dissent=said.get("dissent", ""),
        adoption=Adoption(said["adoption"]),
        answer=said["answer"],
        answered_at=board.at(told["reported"]),
    )


def _action(of: Round, said: Said, board: _Board) -> Action:
    return Action(
        round_id=of.id,
        title=said["title"],
        owner_id=board.person(said["owner"]),
        due_on=board.until + timedelta(days=said["due"]),
        done_at=board.at(said["done"]) if "done" in said else None,
    )
