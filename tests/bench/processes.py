"""Servers under measurement: started on loopback, their processor time read from the kernel."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


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
    """User and system time used so far by every process of the group."""
    spent = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            spent += _ticks(entry, group)
    return spent / TICKS


def wait_until_quiet(group: int) -> None:
    """Until what a start leaves to do in the background is done: a second without work."""
    spent = -1.0
    while spent != (spent := processor_seconds(group)):
        time.sleep(1)


def _ticks(entry: Path, group: int) -> int:
    try:
        text = (entry / "stat").read_text()
    except OSError:
        return 0
    fields = text[text.rindex(")") + 2 :].split()
    return int(fields[11]) + int(fields[12]) if int(fields[2]) == group else 0


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
