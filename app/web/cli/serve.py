"""`flask serve`: web and worker together in one process group. `flask worker`: the worker alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import click
from flask import Flask, current_app
from gunicorn.app.base import BaseApplication

from app.core import jobs
from app.web.cli.failing import one_clear_line
from app.web.readiness import refuse_unless_migrated
from app.web.welcome import print_welcome

LOOK_SECONDS = 0.5
LAST_MOMENTS = 4
"""Seconds that requests, then the worker, have to end in; together below ten."""


class Server(BaseApplication):
    """Gunicorn with its settings given here; the application is made anew in each process."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        from app.web import create_app

        return create_app()


class WorkerChild:
    """The one `flask worker` beside the web processes: restarted if it dies. It looks for its
    parent and stops by itself when that is gone, however suddenly."""

    def __init__(self) -> None:
        self.is_wanted = True
        self.process: subprocess.Popen[bytes] | None = None
        self._pause = threading.Event()
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)

    def start(self, _arbiter: Any) -> None:
        self._watch.start()

    def stop(self, _arbiter: Any) -> None:
        self.is_wanted = False
        self._pause.set()
        self._watch.join(timeout=LOOK_SECONDS * 3)
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=LAST_MOMENTS)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _keep_alive(self) -> None:
        while self.is_wanted:
            if self.process is None or self.process.poll() is not None:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "flask", "worker", "--parent", str(os.getpid())],
                    stdin=subprocess.DEVNULL,
                )
            self._pause.wait(LOOK_SECONDS)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@one_clear_line
def serve(host: str, port: int, workers: int) -> None:
    """Serve the portal and run its worker, until Ctrl-C."""
    refuse_unless_migrated()
    print_welcome(host, port)
    child = WorkerChild()
    settings = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": 4,
        "timeout": 60,
        "graceful_timeout": LAST_MOMENTS,
        "keepalive": 15,
        "loglevel": "warning",
        "control_socket_disable": True,
        "on_starting": child.start,
        "on_exit": child.stop,
    }
    Server(settings).run()


@click.command()
@click.option("--parent", type=int, hidden=True)
@one_clear_line
def worker(parent: int | None) -> None:
    """Run the worker alone: mail, index, clocks."""
    refuse_unless_migrated()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    jobs.work(app.app_context)


def _end_with(parent: int) -> None:
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    pause.wait(LAST_MOMENTS)
    os._exit(1)
