"""A large file is brought in while its worker is killed halfway: no row is lost, none is doubled,
and memory does not grow with the file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Select, func, select, update

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.importing import bringing, store
from app.ideas.importing.reading import first_look
from app.ideas.models import Board, Idea, Import, ImportState
from app.people.models import User
from app.votes.models import Vote
from tests.databases import settings_of

TOP = Path(__file__).parents[2]
PATIENCE = 1500.0


class Figures(NamedTuple):
    rows: int
    ideas: int
    votes: int
    doubled: int
    seconds: float
    grown_megabytes: float


def test_a_file_of_3000_rows_survives_a_kill(
    board: Board, marta: User, data_dir: Path, tmp_path: Path
) -> None:
    check(bring(3_000, board, marta, data_dir, tmp_path))


@pytest.mark.prove
def test_a_file_of_a_million_rows_survives_a_kill_within_ten_minutes(
    board: Board, marta: User, data_dir: Path, tmp_path: Path
) -> None:
    figures = bring(1_000_000, board, marta, data_dir, tmp_path)

    check(figures)
    assert figures.grown_megabytes < 150
    assert figures.seconds <= 600


def check(figures: Figures) -> None:
    print(figures)
    assert figures.ideas == figures.rows
    assert figures.doubled == 0
    assert figures.votes == figures.rows  # each row names one person


def bring(rows: int, board: Board, marta: User, data_dir: Path, tmp_path: Path) -> Figures:
    began = time.monotonic()
    import_id = begin(write(tmp_path / "many.csv", rows), board, marta)
    with working(data_dir) as worker:
        wait_until(lambda: read_rows(import_id) >= rows // 100)
        at_first = memory_of(worker)
        wait_until(lambda: read_rows(import_id) >= rows // 2)
        grown = memory_of(worker) - at_first
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    let_the_claim_run_out(import_id)
    with working(data_dir):
        wait_until(lambda: state_of(import_id) is ImportState.DONE)
    seconds = time.monotonic() - began
    titles = session.scalar(select(func.count(func.distinct(Idea.external_id)))) or 0
    ideas, votes = (session.scalar(select(func.count(each.id))) or 0 for each in (Idea, Vote))
    return Figures(rows, ideas, votes, ideas - titles, seconds, grown)


def write(path: Path, rows: int) -> Path:
    with path.open("w") as file:
        file.write("id,title,body,author_email,created_at\n")
        for number in range(rows):
            file.write(
                f"x-{number},Wish number {number},Because the ledger is slow on day {number % 31}."
                f",p{number % 5000}@heed.example,2025-01-02\n"
            )
    return path


def begin(path: Path, board: Board, marta: User) -> int:
    with path.open("rb") as stream:
        uploaded = store.take_in(stream)
    reading = first_look(uploaded, path.name)
    with writing():
        brought = bringing.take_in(uploaded, reading, name=path.name, board=board, actor=marta)
        bringing.begin(brought, actor=marta)
    return brought.id


@contextmanager
def working(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    settings = settings_of(data_dir)
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "worker"],
        cwd=TOP,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield worker
    finally:
        if worker.poll() is None:
            worker.terminate()
            worker.wait(timeout=30)


def memory_of(worker: subprocess.Popen[bytes]) -> float:
    """The most it ever held, in MB."""
    status = Path(f"/proc/{worker.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def read_rows(import_id: int) -> int:
    return look_at(select(Import.read_rows).where(Import.id == import_id)) or 0


def state_of(import_id: int) -> ImportState | None:
    return look_at(select(Import.state).where(Import.id == import_id))


def look_at(wanted: Select[Any]) -> Any:
    """Without keeping a snapshot, which would keep SQLite from emptying its write-ahead log."""
    found = session.scalar(wanted)
    session.rollback()
    return found


def let_the_claim_run_out(import_id: int) -> None:
    """As if half a minute had passed since the killed worker was last heard of."""
    with writing():
        long_ago = now() - 2 * bringing.STALE_AFTER
        session.execute(update(Import).where(Import.id == import_id).values(updated_at=long_ago))


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
