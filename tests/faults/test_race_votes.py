"""Votes in parallel over HTTP against `flask serve`: the unique key decides, nobody sees a 5xx."""

from __future__ import annotations

import http.client
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.db import session, writing
from app.ideas.models import Idea
from app.people.models import User
from tests.bench.processes import free_port, serving
from tests.bench.signing_in import Voter, make_voters

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
    return make_voters(settings_of(data_dir), VOTERS)


@pytest.fixture(params=[1, 2], ids=["one web process", "two web processes"])
def port(request: pytest.FixtureRequest, voters: list[Voter], data_dir: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "flask", "serve", "--port", str(port)]
    command += ["--workers", str(request.param)]
    with serving(command, port, cwd=ROOT, env=settings_of(data_dir)):
        yield port


def test_two_hundred_votes_of_one_person_are_one(
    port: int, idea: Idea, voters: list[Voter], data_dir: Path
) -> None:
    answers = in_parallel(port, f"/ideas/{idea.reference}/vote", [voters[0]] * VOTERS)

    assert answers == Counter({303: VOTERS})
    assert votes_and_count(data_dir) == (2, 2), "the author's and one more"


def test_two_hundred_people_are_two_hundred_votes(
    port: int, idea: Idea, voters: list[Voter], data_dir: Path
) -> None:
    answers = in_parallel(port, f"/ideas/{idea.reference}/vote", voters)

    assert answers == Counter({303: VOTERS})
    assert votes_and_count(data_dir) == (VOTERS + 1, VOTERS + 1)


def settings_of(data_dir: Path) -> dict[str, str]:
    return {"HEED_DATA_DIR": str(data_dir), "HEED_LIMITS": "off"}


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


def votes_and_count(data_dir: Path) -> tuple[int, int]:
    with sqlite3.connect(data_dir / "heed.db") as connection:
        votes = connection.execute("SELECT count(*) FROM votes").fetchone()[0]
        people = connection.execute("SELECT people FROM ideas").fetchone()[0]
    return votes, people
