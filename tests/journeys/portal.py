"""The portal as its owner runs it: web processes and worker, sending mail to a real server."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.bench.processes import free_port, serving
from tests.chromium import OpenWindow
from tests.databases import settings_of
from tests.telling.mail_server import MailServer

TOP = Path(__file__).parents[2]
PATIENCE = 20.0  # seconds
Found = TypeVar("Found")


@dataclass(frozen=True)
class Portal:
    url: str
    mail_server: MailServer
    open_window: OpenWindow


@contextmanager
def running_portal(data_dir: Path, mail_server: MailServer, **more: str) -> Iterator[str]:
    """The address of a portal served from `data_dir`, with `more` settings."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    # No person types as fast as those who walk here: limits would hold them off.
    settings = settings_of(
        data_dir, HEED_BASE_URL=url, HEED_MAIL_URL=mail_server.url, HEED_LIMITS="off", **more
    )
    command = [sys.executable, "-m", "flask", "serve", "--port", str(port), "--workers", "1"]
    with serving(command, port, cwd=TOP, env=settings):
        yield url


def wait_for(what: Callable[[], Found]) -> Found:
    """What comes from another process: asked for until it is there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError(f"did not come within {PATIENCE:g} seconds")
