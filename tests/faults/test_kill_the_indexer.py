"""SIGKILL while the index is written, its folder deleted, its bytes flipped: people search on, the
index mends itself, and in the end it holds what the database holds."""

from __future__ import annotations

import http.client
import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_plus

import pytest
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Board, Idea, Status
from app.search.errors import IndexUnavailable
from app.search.jobs import check, rebuild
from app.search.models import IndexQueue
from app.search.searchable import engine
from app.search.service import enqueue
from tests.faults.serving import STARTS_WITHIN, serving, until

WORDS = ("bank", "ledger", "invoice", "export", "payment", "reminder", "receipt", "currency")
MENDED_WITHIN = 60.0
A_SECOND = 20  # requests
ASKERS = 5
FRAGMENT = {"Heed-Fragment": "1"}


class Figures(NamedTuple):
    answers: Counter[int]
    after_kills: float
    after_deletion: float
    after_flips: float


def test_two_kills_while_the_index_is_written(board: Board, data_dir: Path) -> None:
    check_figures(hurt(board, data_dir, ideas=200, kills=2))


@pytest.mark.prove
def test_twenty_five_kills_at_ten_thousand_ideas(board: Board, data_dir: Path) -> None:
    figures = hurt(board, data_dir, ideas=10_000, kills=25)
    print(
        f"25 kills while indexing 10,000 ideas: {dict(figures.answers)} answers; sound again after"
        f" the last kill {figures.after_kills:.1f} s, after the folder was deleted"
        f" {figures.after_deletion:.1f} s, after bytes were flipped {figures.after_flips:.1f} s"
    )
    check_figures(figures)


@pytest.mark.prove
def test_twenty_thousand_are_built_anew_while_people_search(board: Board, data_dir: Path) -> None:
    post(board, 20_000)
    rebuild()
    with serving(data_dir) as heed, searching(heed.port) as answers:
        begun = time.monotonic()
        assert rebuild() == 20_000
        seconds = time.monotonic() - begun
    print(f"20,000 ideas built anew in {seconds:.1f} s beside {dict(answers)} answers")
    assert set(answers) == {200}
    assert answers.total() >= seconds * A_SECOND * 0.8


def hurt(board: Board, data_dir: Path, *, ideas: int, kills: int) -> Figures:
    post(board, ideas)
    rebuild()
    session.rollback()
    chance = random.Random(7)
    with serving(data_dir) as heed, searching(heed.port) as answers:
        for _kill in range(kills):
            reword_some(chance)
            assert until(lambda: heed.worker() is not None, STARTS_WITHIN)
            time.sleep(chance.uniform(0.0, 1.0))  # anywhere in its work
            worker = heed.worker()
            assert worker is not None
            os.kill(worker, signal.SIGKILL)
        after_kills = seconds_until(is_whole)
        delete(data_dir / "index")
        after_deletion = seconds_until(is_whole)
        flip_bytes(data_dir / "index", chance)
        after_flips = seconds_until(lambda: is_whole() and engine().is_sound())
    return Figures(answers, after_kills, after_deletion, after_flips)


def check_figures(figures: Figures) -> None:
    assert set(figures.answers) == {200}
    assert max(figures[1:]) <= MENDED_WITHIN


def post(board: Board, ideas: int) -> None:
    chance = random.Random(5)
    status_id = session.scalars(select(Status.id).order_by(Status.position)).first()
    with writing():
        session.add_all(
            Idea(
                board_id=board.id,
                status_id=status_id,
                number=number,
                title=f"{' '.join(chance.sample(WORDS, 3))} wish {number}",
                body=" ".join(chance.choices(WORDS, k=40)),
            )
            for number in range(1, ideas + 1)
        )


def reword_some(chance: random.Random) -> None:
    """What the worker is indexing when it is killed."""
    with writing():
        some = session.scalars(select(Idea).order_by(func.random()).limit(100)).all()
        for idea in some:
            idea.title = f"{chance.choice(WORDS)} {chance.randrange(10**6)}"
        enqueue("idea", *(idea.id for idea in some))


def delete(folder: Path) -> None:
    """At one stroke: the worker goes on writing there."""
    gone = folder.rename(folder.with_name("gone"))
    shutil.rmtree(gone)


def flip_bytes(folder: Path, chance: random.Random) -> None:
    for path in folder.rglob("*.seg"):
        with path.open("r+b") as segment:  # in place: it is mapped by those who read
            for place in chance.sample(range(path.stat().st_size), 200):
                segment.seek(place)
                (byte,) = segment.read(1)
                segment.seek(place)
                segment.write(bytes([byte ^ 0xFF]))


def is_whole() -> bool:
    """Whether the index holds what the database holds, and nothing waits."""
    session.rollback()
    if session.scalar(select(func.count(IndexQueue.id))):
        return False
    try:
        return check().is_clean
    except IndexUnavailable:
        return False


def seconds_until(is_so: Callable[[], bool]) -> float:
    begun = time.monotonic()
    assert until(is_so, MENDED_WITHIN * 2)
    return time.monotonic() - begun


@contextmanager
def searching(port: int) -> Iterator[Counter[int]]:
    """People type, A_SECOND times a second together; counts the statuses that come back."""
    answers: Counter[int] = Counter()
    enough = threading.Event()

    def ask(number: int) -> None:
        chance, next_at = random.Random(number), time.monotonic()
        while not enough.wait(max(0.0, next_at - time.monotonic())):
            next_at += ASKERS / A_SECOND
            answers[status_of(port, " ".join(chance.sample(WORDS, 2)))] += 1

    askers = [threading.Thread(target=ask, args=(number,)) for number in range(ASKERS)]
    for asker in askers:
        asker.start()
    try:
        yield answers
    finally:
        enough.set()
        for asker in askers:
            asker.join()


def status_of(port: int, title: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", f"/ideas/similar?title={quote_plus(title)}", headers=FRAGMENT)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
