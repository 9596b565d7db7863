"""Work outside the request. The truth is always a row; Huey is only the bell that says "look".

A job takes no arguments, finds its rows itself and may run twice or at the same time as itself.
A bell lost with a killed worker costs nothing: every job is also swept once a minute, or once an
hour where nobody waits for it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped

from app.core.clock import now
from app.core.db import Base, after_commit, be_worker, session, writing

HEARTBEAT_SECONDS = 10
BELL_PATIENCE = 1.0  # seconds: a worker that hangs with its hand on the bell holds up no request
log = structlog.get_logger()


class Heartbeat(Base):
    """One row a worker process; `beat_at` is renewed every HEARTBEAT_SECONDS."""

    __tablename__ = "heartbeats"

    host: Mapped[str]
    pid: Mapped[int]
    beat_at: Mapped[datetime]


class Job:
    """A function of no arguments that the worker runs, when rung and `every` so often."""

    def __init__(self, function: Callable[[], object], every: timedelta = timedelta()) -> None:
        self.function = function
        self.every = every
        self.name = f"{function.__module__}.{function.__name__}"
        self.ran_at: datetime | None = None

    def __call__(self) -> object:
        begun = now()
        answer = self.function()
        self.ran_at = begun  # one that failed is due at once
        return answer

    def is_due(self) -> bool:
        """Whether a sweep has to run it; a clock that was set back makes it so."""
        return self.ran_at is None or not timedelta() <= now() - self.ran_at < self.every


_jobs: dict[str, Job] = {}
_bell: Huey | None = None


def job(function: Callable[[], object]) -> Job:
    """Make a function of no arguments a job."""
    return _known(Job(function))


def hourly(function: Callable[[], object]) -> Job:
    """Make a function of no arguments a job that each worker sweeps once an hour."""
    return _known(Job(function, every=timedelta(hours=1)))


def connect(*, data_dir: Path, database_url: str, redis_url: str) -> None:
    """Choose the engine of the bell: Redis where there is one, else beside the database."""
    global _bell
    disconnect()
    if redis_url:
        _bell = RedisHuey("heed", url=redis_url, results=False)
    elif database_url.startswith("postgresql"):
        dsn = database_url.replace("+psycopg", "", 1)
        _bell = PostgresHuey("heed", dsn=dsn, results=False)
    else:
        bell = str(data_dir / "bell.db")
        _bell = SqliteHuey("heed", filename=bell, results=False, timeout=BELL_PATIENCE)


def disconnect() -> None:
    """Let go of the bell's own connection or file."""
    global _bell
    if _bell is not None:
        _bell.storage.close()
        _bell = None


def ring(rung: Job, *, after: timedelta = timedelta()) -> None:
    """Ask the worker to run the job soon: after the commit, when a unit of change is open, and
    `after` some time more."""
    after_commit(lambda: _sound(rung.name, after))


def work(in_app: Callable[[], AbstractContextManager[Any]]) -> None:
    """Be the worker until SIGTERM or SIGINT. `in_app` opens an application context."""
    if _bell is None:
        raise RuntimeError("core.jobs.connect() comes first")
    _register_tasks(_bell, in_app)
    with in_app():
        be_worker()
    beats = threading.Thread(target=_keep_beating, args=(in_app,), daemon=True)
    beats.start()
    for name in _jobs:
        _sound(name)
    consumer = Consumer(_bell, workers=2, max_delay=0.5, graceful_signal="TERM")
    consumer.run()


def sweep(in_app: Callable[[], AbstractContextManager[Any]]) -> None:
    """Run every job that is due."""
    for each in list(_jobs.values()):
        if each.is_due():
            _run(each, in_app)


def last_beat() -> datetime | None:
    """When any worker last said it was alive."""
    return session.scalar(select(Heartbeat.beat_at).order_by(Heartbeat.beat_at.desc()).limit(1))


def _known(made: Job) -> Job:
    _jobs[made.name] = made
    return made


def _sound(name: str, after: timedelta = timedelta()) -> None:
    if _bell is None:
        return
    # The row is already kept and swept each minute: a broken bell may cost time, never the change.
    with contextlib.suppress(Exception):
        _task(_bell).schedule((name,), delay=after.total_seconds()) if after else _task(_bell)(name)


def _task(bell: Huey) -> Any:
    known = getattr(bell, "heed_task", None)
    if known is None:
        known = bell.task(name="run_job")(_run_nothing)
        bell.heed_task = known
    return known


def _run_nothing(name: str) -> None:
    raise RuntimeError(f"{name} was taken by a process that is not a worker")


def _register_tasks(bell: Huey, in_app: Callable[[], AbstractContextManager[Any]]) -> None:
    def run_job(name: str) -> None:
        if name in _jobs:
            _run(_jobs[name], in_app)

    bell.heed_task = bell.task(name="run_job")(run_job)
    every_minute = bell.periodic_task(crontab(minute="*"), name="sweep")
    every_minute(lambda: sweep(in_app))


def _run(each: Job, in_app: Callable[[], AbstractContextManager[Any]]) -> None:
    with in_app():
        try:
            each()
        except Exception:
            log.exception("a job failed; it is tried again within a minute", job=each.name)


def _keep_beating(in_app: Callable[[], AbstractContextManager[Any]]) -> None:
    pause = threading.Event()
    while not pause.wait(0):
        try:
            with in_app():
                _beat()
        except SQLAlchemyError:
            log.exception("the heartbeat could not be written")
        pause.wait(HEARTBEAT_SECONDS)


def _beat() -> None:
    mine = select(Heartbeat).where(
        Heartbeat.host == socket.gethostname(), Heartbeat.pid == os.getpid()
    )
    with writing():
        heartbeat = session.scalar(mine)
        if heartbeat is None:
            session.execute(delete(Heartbeat).where(Heartbeat.host == socket.gethostname()))
            heartbeat = Heartbeat(host=socket.gethostname(), pid=os.getpid(), beat_at=now())
            session.add(heartbeat)
        heartbeat.beat_at = now()
