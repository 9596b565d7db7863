"""Life signs for those who watch over a portal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.core.clock import now
from app.core.db import session, writing
from app.core.jobs import Heartbeat
from app.search import jobs
from tests.browsers import Browser
from tests.conftest import opened


def beat(seconds_ago: int) -> None:
    with writing():
        moment = now() - timedelta(seconds=seconds_ago)
        session.add(Heartbeat(host="here", pid=seconds_ago, beat_at=moment))


def test_without_a_worker_the_portal_is_not_ready(browser: Browser) -> None:
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["status"] == "unavailable"
    assert answer.json["parts"]["worker"] == "never seen"


def test_a_worker_that_fell_silent_is_as_good_as_none(browser: Browser) -> None:
    beat(61)
    assert browser.get("/readyz").status_code == 503
    beat(50)
    assert browser.get("/readyz").status_code == 200


def test_trouble_with_the_index_degrades_and_tells_no_path(
    app: Flask, browser: Browser, data_dir: Path
) -> None:
    beat(1)
    jobs.rebuild()
    assert browser.get("/readyz").json["status"] == "ready"

    shutil.rmtree(data_dir / "index")

    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")
    assert str(data_dir) not in answer.text


def test_a_database_of_another_version_is_not_ready(app: Flask, browser: Browser) -> None:
    beat(1)
    with writing() as unit:
        unit.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["migrations"].startswith("at 0001, not ")


def test_a_process_that_is_alive_says_so_whatever_ails(browser: Browser) -> None:
    assert browser.get("/healthz").json == {"status": "ok"}


@pytest.fixture
def watched(data_dir: Path) -> Iterator[Browser]:
    """A portal whose figures are told to whoever has the token."""
    with opened(data_dir, HEED_METRICS_TOKEN="for-prometheus") as made:
        yield Browser(made)


def test_figures_need_the_token(watched: Browser) -> None:
    for more in ({}, {"headers": {"Authorization": "Bearer wrong"}}):
        assert watched.get("/metrics", **more).status_code == 404


def test_there_are_no_figures_where_no_token_is_set(browser: Browser) -> None:
    assert browser.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_figures_are_for_prometheus(watched: Browser) -> None:
    beat(5)
    answer = watched.get("/metrics", headers={"Authorization": "Bearer for-prometheus"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    figures = dict(
        line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#")
    )
    assert figures["heed_ideas"] == "0.0"
    assert figures['heed_mails{state="dead"}'] == "0.0"
    assert 5 <= float(figures["heed_worker_silence_seconds"]) < 60
