"""SIGKILL in the middle of telling: nobody is forgotten, nobody is told something else twice.

The server has a mail when it says 250; we know it when our commit is on disk. A kill in between
leaves a mail that leaves once more, with the same Message-ID: at most one for each kill.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import delete, func, select, text, update

from app.core.clock import now
from app.core.db import is_sqlite, session, writing
from app.ideas.models import Idea, Phase
from app.people.models import User
from app.telling.models import Channel, Delivery, DeliveryState
from app.votes.models import Vote
from tests.databases import settings_of
from tests.telling.acts import decide
from tests.telling.mail_server import MailServer, running_mail_server

TOP = Path(__file__).parents[2]
PATIENCE = 180.0


class Figures(NamedTuple):
    people: int
    kills: int
    lost: int
    phantom: int
    told_twice_differently: int
    repeats: int
    seconds_after_last_start: float


@pytest.fixture
def mail_server(tmp_path: Path) -> Iterator[MailServer]:
    with running_mail_server(tmp_path / "accepted.jsonl") as server:
        yield server


def test_three_kills_of_the_worker(
    idea: Idea, marta: User, data_dir: Path, mail_server: MailServer
) -> None:
    give_votes(idea, people=100)
    decide(idea, Phase.SHIPPED, by=marta)

    figures = kill_and_count(
        lambda: running(data_dir, mail_server, "worker"),
        mail_server,
        kills=3,
        before_each_start=let_a_minute_pass,
    )

    check(figures)


@pytest.mark.prove
def test_twenty_kills_of_the_whole_process_group(
    idea: Idea, marta: User, data_dir: Path, mail_server: MailServer
) -> None:
    give_votes(idea, people=1000)
    decide(idea, Phase.SHIPPED, by=marta)

    figures = kill_and_count(
        lambda: running(data_dir, mail_server, "serve", "--port", str(free_port())),
        mail_server,
        kills=20,
        before_each_start=lambda: None,
    )

    check(figures)
    assert figures.seconds_after_last_start <= 120


def give_votes(idea: Idea, *, people: int) -> None:
    with writing():
        session.execute(delete(Delivery))  # what submitting owed is no part of this
        voters = [
            User(
                name=f"Voter {number}",
                email=f"voter{number}@heed.example",
                email_key=f"voter{number}@heed.example",
                confirmed_at=now(),
                welcomed_at=now(),
            )
            for number in range(people - 1)
        ]
        session.add_all(voters)
        session.flush()
        session.add_all([Vote(idea_id=idea.id, user_id=voter.id) for voter in voters])


def let_a_minute_pass() -> None:
    """For the short test: the leases of the killed worker run out now."""
    with writing():
        session.execute(
            update(Delivery)
            .where(Delivery.leased_until.is_not(None))
            .values(leased_until=now() - timedelta(seconds=1)),
            execution_options={"synchronize_session": False},
        )


@contextmanager
def running(data_dir: Path, mail_server: MailServer, *command: str) -> Iterator[int]:
    """`flask <command>` as the leader of a process group, which is gone afterwards."""
    settings = settings_of(
        data_dir,
        HEED_MAIL_URL=mail_server.url,
        HEED_SECRET_KEY="only-for-tests-only-for-tests-only-for-tests",
    )
    outside = {name: value for name, value in os.environ.items() if not name.startswith("HEED_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=TOP,
        env={**outside, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def kill_and_count(
    start: Callable[[], AbstractContextManager[int]],
    mail_server: MailServer,
    *,
    kills: int,
    before_each_start: Callable[[], None],
) -> Figures:
    """Kill `kills` times a moment after mail began to leave again, then let it finish."""
    chance = random.Random(kills)
    for _ in range(kills):
        before_each_start()
        with start():
            wait_for_mail(mail_server)
            time.sleep(chance.uniform(0.0, 0.4))
    before_each_start()
    began = time.monotonic()
    with start():
        wait_until(lambda: not queued())
    return figures_of(mail_server, kills, time.monotonic() - began)


def figures_of(mail_server: MailServer, kills: int, seconds: float) -> Figures:
    mails = select(Delivery.uid).where(Delivery.channel == Channel.MAIL)
    owed = {f"<{uid}@localhost>" for uid in session.scalars(mails)}
    accepted = mail_server.accepted()
    ids = Counter(mail.message_id for mail in accepted)
    ids_of_person = Counter(person for person, _ in {(m.recipient, m.message_id) for m in accepted})
    return Figures(
        people=len(owed),
        kills=kills,
        lost=len(owed - set(ids)),
        phantom=len(set(ids) - owed),
        told_twice_differently=sum(count > 1 for count in ids_of_person.values()),
        repeats=ids.total() - len(ids),
        seconds_after_last_start=round(seconds, 1),
    )


def check(figures: Figures) -> None:
    print(figures)
    assert (figures.lost, figures.phantom, figures.told_twice_differently) == (0, 0, 0)
    assert figures.repeats <= figures.kills
    states = select(Delivery.state).where(Delivery.channel == Channel.MAIL).distinct()
    assert set(session.scalars(states)) == {DeliveryState.SENT}
    if is_sqlite():
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"


def queued() -> int:
    session.rollback()
    waiting = select(func.count(Delivery.id)).where(
        Delivery.channel == Channel.MAIL, Delivery.state == DeliveryState.QUEUED
    )
    return session.scalar(waiting) or 0


def wait_for_mail(mail_server: MailServer) -> None:
    before = len(mail_server.accepted())
    wait_until(lambda: len(mail_server.accepted()) > before or not queued())


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
