"""Votes in parallel over HTTP against `flask serve`: the unique key decides, nobody sees a 5xx."""

from __future__ import annotations

import http.client
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Idea
from app.people.models import User
from app.votes.models import Vote
from tests.bench.processes import free_port, serving
from tests.bench.signing_in import Voter, make_voters
from tests.databases import settings_of

ROOT = Path(__file__).resolve().parents[2]
VOTERS = 200
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def voters(idea: Idea, data_dir: Path) -> list[Voter]:
    """Two hundred signed-in customers beside the idea's author."""
    with writing():
        session.add_all(
            User(
                name=f"Voter {number}",
                email=f"voter{number}@heed.example",
                email_key=f"voter{number}@heed.example",
                confirmed_at=idea.created_at,
            )
            for number in range(VOTERS)
        )
    return make_voters(settings_of(data_dir, HEED_LIMITS="off"), VOTERS)


@pytest.fixture(params=[1, 2], ids=["one web process", "two web processes"])
def port(request: pytest.FixtureRequest, voters: list[Voter], data_dir: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "flask", "serve", "--port", str(port)]
    command += ["--workers", str(request.param)]
    with serving(command, port, cwd=ROOT, env=settings_of(data_dir, HEED_LIMITS="off")):
        yield port


def test_one_person_is_one_vote_and_two_hundred_are_two_hundred(
    port: int, idea: Idea, voters: list[Voter]
) -> None:
    path = f"/ideas/{idea.reference}/vote"
    assert in_parallel(port, path, [voters[0]] * VOTERS) == Counter({303: VOTERS})
    assert votes_and_count() == (2, 2), "the author's and one more"

    assert in_parallel(port, path, voters) == Counter({303: VOTERS})
    assert votes_and_count() == (VOTERS + 1, VOTERS + 1)


def in_parallel(port: int, path: str, voters: list[Voter]) -> Counter[int]:
    """Everyone votes at the same moment; how often each status came back (0: no answer)."""
    answers: list[int] = []
    ready = threading.Barrier(len(voters))
    threads = [
        threading.Thread(target=vote, args=(port, path, voter, ready, answers)) for voter in voters
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


def vote(port: int, path: str, voter: Voter, ready: threading.Barrier, answers: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    ready.wait()
    try:
        connection.request("POST", path, voter.form, {**FORM, "Cookie": voter.cookie})
        answers.append(connection.getresponse().status)
    except OSError:
        answers.append(0)
    finally:
        connection.close()


def votes_and_count() -> tuple[int, int]:
    session.rollback()
    votes = session.scalars(select(func.count(Vote.id))).one()
    return votes, session.scalars(select(Idea.people)).one()
