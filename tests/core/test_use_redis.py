"""With HEED_REDIS_URL limits are counted in Redis, for all hosts, and the bell hangs there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from app.core import jobs
from app.core.db import session, writing
from app.ideas.models import Board
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.search.models import IndexQueue
from tests.bench.processes import free_port
from tests.browsers import Browser
from tests.conftest import opened
from tests.databases import settings_of
from tests.faults.test_serve_heed import until
from tests.personas import make_person
from tests.requirements import missing

pytestmark = pytest.mark.redis
ROOT = Path(__file__).resolve().parents[2]
WRONG = {"email": "nobody@heed.example", "password": "not the password"}


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own that keeps nothing."""
    if shutil.which("redis-server") is None:
        missing("Redis is not installed")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    answers = ["redis-cli", "-p", str(port), "ping"]
    assert until(lambda: b"PONG" in subprocess.run(answers, capture_output=True).stdout, 20)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture
def app(data_dir: Path, redis_url: str) -> Iterator[Flask]:
    with opened(data_dir, HEED_REDIS_URL=redis_url) as made:
        yield made


def test_limits_are_shared_by_hosts(app: Flask, redis_url: str, bare_dir: Path) -> None:
    here = [Browser(app).post("/sign-in", WRONG).status_code for _ in range(5)]
    assert set(here) == {422}
    with opened(bare_dir, HEED_REDIS_URL=redis_url) as other:
        upgrade()
        assert Browser(other).post("/sign-in", WRONG).status_code == 429
    assert not (bare_dir / "limits.db").exists()


def test_the_worker_hears_the_bell(app: Flask, redis_url: str, data_dir: Path) -> None:
    settings = settings_of(data_dir, HEED_REDIS_URL=redis_url)
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "flask", "worker"],
        cwd=ROOT,
        env={**os.environ, **settings},
    )
    try:
        assert until(_beat, 30), "the worker did not start"
        ada = make_person("Ada Lovelace")
        written = draft("Kilometre log from my car")
        with writing():
            board = Board(slug="product", name="Product")
            session.add(board)
            submit(written, board=board, author=ada)
        # Well before the sweep of the next minute could find it.
        assert until(_nothing_waits, 20)
    finally:
        worker.terminate()
        worker.wait(timeout=15)


def _beat() -> object:
    session.rollback()
    return jobs.last_beat()


def _nothing_waits() -> bool:
    session.rollback()
    return session.scalar(select(func.count(IndexQueue.id))) == 0
