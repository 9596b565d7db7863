"""`flask serve` as real processes: it comes up, mends itself and goes away without leaving any."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import settings_of

ROOT = Path(__file__).resolve().parents[2]
SERVE = (sys.executable, "-W", "ignore", "-m", "flask", "serve", "--port")
STARTS_WITHIN = 90.0
STOPS_WITHIN = 10.0
NOTICES_WITHIN = 30.0


class Heed:
    """One `flask serve` in a process group of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HEED_")}
        self.process = subprocess.Popen(
            [*SERVE, str(port)],
            cwd=ROOT,
            env={**kept, **settings_of(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.group = self.process.pid
        self.said: list[str] = []
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def ask(self, path: str) -> tuple[int, str]:
        """Status and body, status 0 while nobody answers."""
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", path, headers={"Connection": "close"})
            answer = connection.getresponse()
            found = answer.status, answer.read().decode()
            connection.close()
        except OSError:
            return 0, ""
        return found

    def is_ready(self) -> bool:
        return self.ask("/readyz")[0] == 200

    def members(self, word: str = "") -> list[int]:
        """Process ids of the group that are alive, of those whose command has the word."""
        listed = subprocess.run(
            ["ps", "-e", "-o", "pid=,pgid=,stat=,args="], capture_output=True, text=True, check=True
        )
        rows = [line.split(None, 3) for line in listed.stdout.splitlines()]
        return [
            int(pid)
            for pid, group, state, command in rows
            if int(group) == self.group and not state.startswith("Z") and word in command
        ]

    def worker(self) -> int | None:
        return next(iter(self.members("flask worker")), None)

    def is_gone(self) -> bool:
        self.process.poll()
        return not self.members()

    def end(self) -> None:
        if self.members():
            os.killpg(self.group, signal.SIGKILL)
        self.process.wait(timeout=STOPS_WITHIN)
        self._listener.join(timeout=STOPS_WITHIN)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)


def until(is_so: Callable[[], object], within: float) -> bool:
    """Whether it came true in time; looks again and again."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(data_dir: Path, port: int) -> Iterator[Callable[[], Heed]]:
    started: list[Heed] = []

    def begin() -> Heed:
        heed = Heed(data_dir, port)
        started.append(heed)
        assert until(heed.is_ready, STARTS_WITHIN), "".join(heed.said)
        return heed

    yield begin
    for heed in started:
        heed.end()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_everything(start: Callable[[], Heed], signum: signal.Signals) -> None:
    heed = start()
    assert len(heed.members()) == 4, "the parent, two web processes and the worker"

    if signum is signal.SIGINT:
        os.killpg(heed.group, signum)  # as a terminal does
    else:
        os.kill(heed.process.pid, signum)

    assert until(heed.is_gone, STOPS_WITHIN)
    assert sum("(Ctrl-C stops it)" in line for line in heed.said) == 1
    assert "Traceback" not in "".join(heed.said)


@pytest.mark.sqlite("PostgreSQL has no write-ahead log that readers keep from being emptied")
def test_no_process_keeps_a_snapshot_for_its_whole_life(
    start: Callable[[], Heed], data_dir: Path
) -> None:
    start()
    connection = sqlite3.connect(data_dir / "heed.db", isolation_level=None)

    def is_emptied() -> bool:
        is_busy, _left, _copied = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy

    assert until(is_emptied, NOTICES_WITHIN)
    connection.close()


def test_a_killed_worker_is_started_again(start: Callable[[], Heed]) -> None:
    heed = start()
    first = heed.worker()
    assert first is not None

    os.kill(first, signal.SIGKILL)

    assert until(lambda: heed.worker() not in (None, first), NOTICES_WITHIN)
    assert heed.ask("/healthz") == (200, '{"status":"ok"}\n')


def test_no_process_outlives_a_killed_parent(start: Callable[[], Heed]) -> None:
    heed = start()
    os.kill(heed.process.pid, signal.SIGKILL)
    assert until(heed.is_gone, NOTICES_WITHIN)


def test_it_starts_again_at_once_after_a_kill_of_all(start: Callable[[], Heed]) -> None:
    heed = start()
    os.killpg(heed.group, signal.SIGKILL)

    again = start()

    assert json.loads(again.ask("/readyz")[1])["parts"]["database"] == "ok"
    assert again.ask("/")[0] == 200
