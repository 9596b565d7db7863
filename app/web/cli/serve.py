"""`flask serve`: web and worker together in one process group. `flask worker`: the worker alone."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from typing import Any

import click
from flask import Flask, current_app
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from app.core import jobs
from app.core.db import database, session
from app.web.cli.failing import one_clear_line
from app.web.cli.receiving import ReceivingWorker
from app.web.readiness import refuse_unless_migrated
from app.web.welcome import print_welcome

LOOK_SECONDS = 0.5
NEW_OBJECTS = 10_000
LAST_MOMENTS = 5
"""Seconds that requests and the worker's job have to end in before they are cut off."""


class Server(BaseApplication):
    """Gunicorn with its settings given here; the application is made anew in each process."""

    def __init__(self, settings: dict[str, Any], child: WorkerChild) -> None:
        self.settings = settings
        self.child = child
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        from app.web import create_app

        return create_app()

    def run(self) -> None:
        Master(self).run()


class Master(Arbiter):
    """Gunicorn's parent process, which looks after the worker as it does after web processes.

    Both are started by its one thread: a process forked by one thread while another starts a
    program would keep that one waiting for ever.
    """

    def manage_workers(self) -> None:
        """Called at least once a second."""
        self.app.child.keep_alive()
        super().manage_workers()

    def stop(self, graceful: bool = True) -> None:
        self.app.child.ask_to_end()
        super().stop(graceful)


class WorkerChild:
    """The one `flask worker` beside the web processes. It looks for its parent and stops by itself
    when that is gone, however suddenly."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def keep_alive(self) -> None:
        """Start it, again if it died."""
        if self.process is None or self.process.poll() is not None:
            command = [sys.executable, "-m", "flask", "worker", "--parent", str(os.getpid())]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603

    def ask_to_end(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def wait(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(timeout=LAST_MOMENTS)
        except subprocess.TimeoutExpired:
            self.process.kill()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes."
)
@one_clear_line
def serve(host: str, port: int, workers: int) -> None:
    """Serve the portal and run its worker, until Ctrl-C."""
    refuse_unless_migrated()
    child = WorkerChild()
    settings = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": ReceivingWorker,
        "threads": 4,
        "worker_connections": 400,
        "timeout": 60,
        "graceful_timeout": LAST_MOMENTS,
        "keepalive": 15,
        "loglevel": "warning",
        "control_socket_disable": True,
        "when_ready": lambda _master: _welcome(host, port),
        "post_worker_init": lambda _web_process: _keep_for_good(),
        "on_exit": lambda _master: child.wait(),
    }
    ReceivingWorker.is_https = current_app.config["HEED"].is_https
    _keep_for_good()
    Server(settings, child).run()


@click.command()
@click.option("--parent", type=int, hidden=True)
@one_clear_line
def worker(parent: int | None) -> None:
    """Run the worker alone: mail and the search index."""
    refuse_unless_migrated()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _keep_for_good()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    jobs.work(app.app_context)


def _welcome(host: str, port: int) -> None:
    """The last the parent has to ask. A connection it kept would be forked with it: what one
    process does at its end, PostgreSQL would take for all."""
    print_welcome(host, port)
    session.remove()
    database.engine.dispose()
    jobs.disconnect()


def _keep_for_good() -> None:
    """What start-up made stays: looking through it for garbage would cost every process half a
    second at its end, when Ctrl-C should feel prompt. A page makes thousands of objects and lets
    go of them by itself: looking after every 700, as Python does, costs some three percent."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def _end_with(parent: int) -> None:
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    pause.wait(LAST_MOMENTS)
    os._exit(1)
