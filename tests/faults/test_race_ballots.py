"""Ballots in parallel over HTTP against `flask serve`: saves of one seat are one row with all its
history, and what is in when a round closes is what counts."""

from __future__ import annotations

import http.client
import statistics
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

import config
from app.core.db import database, session
from app.councils.models import Ballot, BallotSave, Candidate, Council, Round
from app.councils.queries.results import results_of
from app.people.models import User
from app.web import create_app
from tests.bench.processes import free_port, serving
from tests.bench.signing_in import Voter, sign_all_in
from tests.councils.acts import begin, council, join
from tests.databases import settings_of
from tests.personas import make_person

ROOT = Path(__file__).resolve().parents[2]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SAVES, MEMBERS, SAVES_AT_CLOSING = 200, 10, 50


class Answers:
    """Statuses of what was sent, by kind; 0 where nothing came back."""

    def __init__(self) -> None:
        self.of: dict[str, list[int]] = {"save": [], "close": []}


@pytest.fixture
def sitting(app: Flask, root: User, marta: User) -> Council:
    return council("Product council", marta, by=root)


@pytest.fixture
def members(sitting: Council, marta: User) -> list[User]:
    people = [make_person(f"M{number} Example") for number in range(MEMBERS)]
    join(sitting, *people, by=marta)
    return people


@pytest.fixture
def opened(sitting: Council, members: list[User], marta: User) -> tuple[Round, Candidate]:
    of, (card,) = begin(sitting, "A copy of every invoice", by=marta)
    return of, card


@pytest.fixture
def signed(members: list[User], marta: User, data_dir: Path) -> list[Voter]:
    """The members, and at the end their host."""
    ids = [each.id for each in [*members, marta]]
    other = create_app(config.load(settings_of(data_dir, HEED_LIMITS="off")))
    with other.app_context():
        signed = sign_all_in(other, ids)
        session.remove()
        database.engine.dispose()
    return signed


@pytest.fixture
def port(opened: tuple[Round, Candidate], signed: list[Voter], data_dir: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "flask", "serve", "--port", str(port)]
    settings = settings_of(data_dir, HEED_LIMITS="off")
    with serving([*command, "--workers", "2"], port, cwd=ROOT, env=settings):
        yield port


def test_saves_at_once_are_one_ballot_and_a_closing_round_takes_or_refuses(
    port: int, sitting: Council, opened: tuple[Round, Candidate], signed: list[Voter]
) -> None:
    path, card = f"/councils/{sitting.slug}/rounds/1", opened[1]
    save_one_at_once(port, path, card, signed[0])
    save_while_it_closes(port, path, card, signed[-1], signed[:-1])


def save_one_at_once(port: int, path: str, card: Candidate, who: Voter) -> None:
    """Two hundred saves of one ballot are one row with all its history."""
    forms = [_said(card, who, number) for number in range(SAVES)]
    answers = in_parallel(port, [("save", f"{path}/ballot", who, form) for form in forms])

    assert answers.of["save"] == [303] * SAVES
    session.rollback()
    ballot = session.scalars(select(Ballot)).one()
    history = session.scalars(select(BallotSave).order_by(BallotSave.number)).all()
    assert [each.number for each in history] == list(range(1, SAVES + 1))
    assert {each.comment for each in history} == {f"Number {n}" for n in range(SAVES)}
    last = history[-1]
    assert (ballot.version, ballot.comment) == (SAVES, last.comment), "the last one stands"
    assert ballot.importance == last.importance


def save_while_it_closes(
    port: int, path: str, card: Candidate, host: Voter, senders: list[Voter]
) -> None:
    """What is saved meanwhile is in or refused, and what is in counts."""
    sent = [
        ("save", f"{path}/ballot", who, _said(card, who, number))
        for number, who in enumerate(senders * (SAVES_AT_CLOSING // MEMBERS))
    ]
    middle = len(sent) // 2
    sent.insert(middle, ("close", f"{path}/stage", host, f"{host.form}&do=close"))
    answers = in_parallel(port, sent)

    assert answers.of["close"] == [303]
    accepted = answers.of["save"].count(303)
    assert accepted + answers.of["save"].count(409) == SAVES_AT_CLOSING
    session.rollback()
    of = session.scalars(select(Round)).one()
    saves = session.scalars(select(BallotSave)).all()
    assert len(saves) == SAVES + accepted, "none is refused and kept, or accepted and lost"
    kept = session.scalars(select(Ballot.importance)).all()
    (judged,) = results_of(of).judged
    found = judged.outcome.importance
    assert found.n == len(kept)
    assert found.median == statistics.median(each or 0 for each in kept)


def in_parallel(port: int, sent: list[tuple[str, str, Voter, str]]) -> Answers:
    answers, ready = Answers(), threading.Barrier(len(sent))
    threads = [threading.Thread(target=_send, args=(port, each, ready, answers)) for each in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _send(
    port: int, sent: tuple[str, str, Voter, str], ready: threading.Barrier, answers: Answers
) -> None:
    kind, path, who, form = sent
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    ready.wait()
    try:
        connection.request("POST", path, form, {**FORM, "Cookie": who.cookie})
        answers.of[kind].append(connection.getresponse().status)
    except OSError:
        answers.of[kind].append(0)
    finally:
        connection.close()


def _said(card: Candidate, who: Voter, number: int) -> str:
    return f"{who.form}&candidate={card.uid}&importance={number % 10 + 1}&comment=Number+{number}"
