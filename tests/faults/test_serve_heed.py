"""`flask serve` as real processes: it comes up, mends itself and goes away without leaving any."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.serving import STARTS_WITHIN, STOPS_WITHIN, Heed, until

NOTICES_WITHIN = 30.0


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(data_dir: Path, port: int) -> Iterator[Callable[..., Heed]]:
    started: list[Heed] = []

    def begin(**settings: str) -> Heed:
        heed = Heed(data_dir, port, **settings)
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


def test_what_is_no_request_is_told_to_stay_with_https(start: Callable[..., Heed]) -> None:
    heed = start(HEED_BASE_URL="https://ideas.example")
    with socket.create_connection(("127.0.0.1", heed.port), timeout=10) as line:
        line.sendall(b"no request\r\n\r\n")
        refused = line.recv(4000)
    assert refused.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"\r\nStrict-Transport-Security: max-age=31536000" in refused
    assert b"\r\nContent-Security-Policy: default-src 'none'" in refused


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
