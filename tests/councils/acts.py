"""What happens in councils, in few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.core.clock import now
from app.core.db import writing
from app.councils.models import (
    Action,
    Adoption,
    Candidate,
    Council,
    Decision,
    Round,
    Seat,
    SeatKind,
)
from app.councils.queries.meeting import minutes_of
from app.councils.queries.rounds import candidates_of
from app.councils.service import (
    actions,
    advice,
    ballots,
    candidates,
    charters,
    minutes,
    rounds,
    seats,
)
from app.councils.service.councils import Outline, found
from app.councils.terms import today
from app.people.models import User

HOUR = timedelta(hours=1)


def council(name: str, *hosts: User, by: User | None = None, **more: Any) -> Council:
    """A hidden one unless said otherwise, founded by its first host or by somebody else."""
    addresses: Sequence[str] = [host.email or "" for host in hosts]
    with writing():
        return found(Outline(name, hosts=addresses, **more), actor=by or hosts[0])


def invite(
    where: Council, person: User, *, by: User, days: int = 365, kind: SeatKind = SeatKind.MEMBER
) -> Seat:
    offer = seats.Offer(person.email or "", kind, today(), today() + timedelta(days=days))
    with writing():
        return seats.invite(where, offer, actor=by)


def join(where: Council, *people: User, by: User, **more: Any) -> list[Seat]:
    """Invited, and taken at once."""
    taken = []
    for person in people:
        seat = invite(where, person, by=by, **more)
        with writing():
            seats.accept(seat, where)
        taken.append(seat)
    return taken


def approve(where: Council, body: str, *, by: User) -> None:
    written = charters.text(body)
    with writing():
        holds = charters.current_charter(where)
        charters.approve(where, written, seen=holds.number if holds else 0, actor=by)


def sign(where: Council, seat: Seat, name: str = "") -> None:
    """Whoever holds the seat accepts the charter that holds."""
    with writing():
        holds = charters.current_charter(where)
        assert holds is not None
        charters.accept(where, seat, number=holds.number, typed_name=name or seat.user.name)


def prepare(where: Council, *titles: str, by: User, **more: Any) -> Round:
    """A draft with these proposals, that closes an hour after it is opened."""
    wanted = rounds.Plan(**{"title": "What comes next?", "closes_at": now() + HOUR, **more})
    written = [candidates.words(title, "Because.") for title in titles]
    with writing():
        made = rounds.plan(where, wanted, actor=by)
        for each in written:
            candidates.add(made, each, actor=by)
    return made


def begin(where: Council, *titles: str, by: User, **more: Any) -> tuple[Round, list[Candidate]]:
    """An open round, and what is judged in it."""
    made = prepare(where, *titles, by=by, **more)
    with writing():
        rounds.open_round(made, actor=by)
    return made, list(candidates_of(made))


def say(of: Round, candidate: Candidate, seat: Seat, *scores: int, **more: Any) -> None:
    """Importance and satisfaction, as far as they are given."""
    answer = ballots.Answer(*scores, **more)
    uid = candidate.uid
    with writing():
        ballots.save(of, uid, seat, answer)


def take_down(of: Round, summary: str, *present: Seat, by: User) -> None:
    """Minutes as a draft."""
    written = minutes.draft(summary, {}, {seat.uid for seat in present})
    with writing():
        minutes.write(of, written, version=0, actor=by)


def publish(of: Round, *, by: User) -> None:
    with writing():
        written = minutes_of(of)
        assert written is not None
        minutes.publish(written, of.council, actor=by)


def advise(of: Round, taken: advice.Taken, *, by: User) -> Decision:
    with writing():
        return advice.decide(of, taken, actor=by)


def answer(decision: Decision, of: Round, adoption: Adoption, words: str, *, by: User) -> None:
    with writing():
        advice.answer(decision, of, adoption, words, actor=by)


def agree(of: Round, title: str, owner: Seat, *, by: User, days: int = 30) -> Action:
    """An action for whoever holds the seat."""
    with writing():
        task = actions.Task(title, owner.uid, today() + timedelta(days=days))
        return actions.assign(of, task, actor=by)


def finish(action: Action, of: Round, *, by: User) -> None:
    with writing():
        actions.finish(action, of, actor=by)


def close(of: Round, *, by: User) -> None:
    with writing():
        rounds.close_now(of, actor=by)
