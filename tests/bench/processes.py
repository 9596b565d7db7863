"""Servers under measurement: started on loopback, their processor time read from the kernel."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

QUIET = 0.02  # seconds of processor time


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, *, cwd: Path, env: Mapping[str, str]) -> Iterator[int]:
    """The process group of a server that answers /healthz; ended afterwards."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **env},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def processor_seconds(group: int) -> float:
    """User and system time used so far by every thread of the process group."""
    processes = (entry for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return sum(_nanoseconds(entry) for entry in processes if _is_in(entry, group)) / 1e9


def wait_until_quiet(group: int) -> None:
    """Until what a start leaves to do in the background is done: a second with hardly any work."""
    spent = processor_seconds(group)
    while True:
        time.sleep(1)
        before, spent = spent, processor_seconds(group)
        if spent - before < QUIET:
            return


def _is_in(entry: Path, group: int) -> bool:
    try:
        text = (entry / "stat").read_text()
    except OSError:  # it has ended meanwhile
        return False
    return int(text[text.rindex(")") + 2 :].split()[2]) == group


def _nanoseconds(entry: Path) -> int:
    """Of the process's threads; the kernel's older clock ticks a hundred times a second only."""
    spent = 0
    with suppress(OSError):
        for thread in (entry / "task").iterdir():
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{url} did not answer")
