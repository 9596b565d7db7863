"""Two administrators take each other's role away, over HTTP: one of them always stays."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import session, writing
from app.people.models import Role, User
from tests.bench.processes import free_port
from tests.bench.signing_in import Voter, sign_all_in
from tests.faults.serving import STARTS_WITHIN, Heed, until
from tests.personas import make_person

ANSWERS = {303, 401, 403, 404, 409, 412}


@pytest.fixture
def heed(app: Flask, data_dir: Path) -> Iterator[Heed]:
    """`flask serve` with two web processes."""
    served = Heed(data_dir, free_port(), HEED_LIMITS="off", HEED_SECRET_KEY=str(app.secret_key))
    try:
        assert until(served.is_ready, STARTS_WITHIN), "".join(served.said)
        yield served
    finally:
        served.end()


@pytest.mark.parametrize("rounds", [6, pytest.param(200, marks=pytest.mark.prove)])
def test_one_administrator_is_always_left(app: Flask, heed: Heed, rounds: int) -> None:
    """By role against role, role against closing the account, and closing against closing."""
    acts = [("role", "role"), ("role", "deactivate"), ("deactivate", "deactivate")]
    seen: Counter[tuple[int, ...]] = Counter()
    for number in range(rounds):
        pair = fresh_pair(number)
        voters = sign_all_in(app, [each.id for each in pair])
        seen[at_once(heed, pair, voters, acts[number % len(acts)])] += 1
        assert admins() == 1, (number, seen)
    print(f"{rounds} rounds, never without an administrator: {dict(seen)}")


def fresh_pair(number: int) -> tuple[User, User]:
    """Two administrators, the only ones. Limits count by person, so each round has new ones."""
    names = (f"Ann {number}", f"Bea {number}")
    pair = [
        make_person(name, role=Role.ADMIN, email=f"{name.replace(' ', '')}@heed.example")
        for name in names
    ]
    with writing():
        ids = [each.id for each in pair]
        for other in session.scalars(select(User).where(User.id.not_in(ids))):
            other.role = Role.CUSTOMER
    return pair[0], pair[1]


def at_once(
    heed: Heed, pair: tuple[User, User], voters: list[Voter], acts: tuple[str, str]
) -> tuple[int, ...]:
    """The statuses of both answers."""
    jobs = [
        (f"/manage/people/{person.uid}/{act}", voter, person.version)
        for person, voter, act in zip(reversed(pair), voters, acts, strict=True)
    ]
    session.rollback()
    start, answers = threading.Barrier(2), list[int]()

    def ask(path: str, voter: Voter, version: int) -> None:
        form = f"{voter.form}&{urlencode({'role': 'employee', 'version': version})}"
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": voter.cookie}
        connection = http.client.HTTPConnection("127.0.0.1", heed.port, timeout=30)
        start.wait()
        connection.request("POST", path, form, kind)
        answers.append(connection.getresponse().status)
        connection.close()

    threads = [threading.Thread(target=ask, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= ANSWERS, answers
    assert answers.count(303) == 1, answers
    return tuple(sorted(answers))


def admins() -> int:
    session.rollback()
    stands = (User.role == Role.ADMIN, User.deactivated_at.is_(None))
    return session.scalar(select(func.count(User.id)).where(*stands)) or 0
