"""An idea is suggested to others from the moment it is committed, whether or not the worker has
seen it; and the worker sees it soon."""

from __future__ import annotations

import http.client
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple
from urllib.parse import quote_plus

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.core.db import session, writing
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from app.search.models import IndexQueue
from tests.faults.serving import serving, until

FRAGMENT = {"Heed-Fragment": "1"}
SYLLABLES = ("ba", "do", "fi", "gu", "ke", "lo", "mi", "na", "pu", "re")
_numbers = count(1_000)


class Figures(NamedTuple):
    """`to_index` holds the seconds from the commit to the index."""

    ideas: int
    misses: int
    to_index: list[float]


def test_a_few_are_suggested_at_once(board: Board, ada: User, data_dir: Path) -> None:
    figures = post_and_look(board, ada, data_dir, stopped=5, running=5)
    assert figures.misses == 0


@pytest.mark.prove
def test_five_hundred_are_suggested_at_once(board: Board, ada: User, data_dir: Path) -> None:
    figures = post_and_look(board, ada, data_dir, stopped=250, running=250)
    late = quantiles(figures.to_index, n=20)[-1]
    print(
        f"{figures.misses} of {figures.ideas} ideas missed right after their commit; from commit to"
        f" index p95 {late:.2f} s of {len(figures.to_index)}"
    )
    assert figures.misses == 0
    assert late <= 2.0


def post_and_look(
    board: Board, author: User, data_dir: Path, *, stopped: int, running: int
) -> Figures:
    with serving(data_dir) as heed:
        assert until(lambda: heed.worker() is not None, 30)
        worker = heed.worker()
        assert worker is not None
        assert until(lambda: is_stopped(worker, data_dir / "bell.db"), 30)
        misses = sum(not is_suggested(post(board, author), heed.port) for _ in range(stopped))
        os.kill(worker, signal.SIGCONT)
        assert until(is_all_indexed, 60)
        to_index = []
        for _ in range(running):
            idea = post(board, author)
            begun = time.monotonic()
            misses += not is_suggested(idea, heed.port)
            assert until(is_all_indexed, 60)
            to_index.append(time.monotonic() - begun)
            misses += not is_suggested(idea, heed.port)
    return Figures(stopped + running, misses, to_index)


def is_stopped(worker: int, bell: Path) -> bool:
    """Stops it, but not in the midst of a write, or nobody else could."""
    os.kill(worker, signal.SIGSTOP)
    assert until(lambda: state_of(worker).startswith("T"), 5)
    try:
        with writing(waits=False), closing(sqlite3.connect(bell, timeout=0)) as rung:
            rung.execute("BEGIN EXCLUSIVE")
            return True
    except (TimeoutError, OperationalError, sqlite3.OperationalError):
        os.kill(worker, signal.SIGCONT)
        return False


def state_of(process: int) -> str:
    asked = ["ps", "-o", "stat=", "-p", str(process)]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def post(board: Board, author: User) -> Idea:
    """Of one word that no other idea has."""
    number = str(next(_numbers))
    word = "".join(SYLLABLES[int(digit)] for digit in number)
    with writing():
        return submit(draft(f"{word} for everyone"), board=board, author=author)


def is_suggested(idea: Idea, port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/ideas/similar?title={quote_plus(idea.title)}", headers=FRAGMENT)
    found = idea.reference in connection.getresponse().read().decode()
    connection.close()
    return found


def is_all_indexed() -> bool:
    session.rollback()
    return session.scalar(select(func.count(IndexQueue.id))) == 0
