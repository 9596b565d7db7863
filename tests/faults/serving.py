"""One `flask serve` under test, with all its processes."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.processes import free_port
from tests.databases import settings_of

ROOT = Path(__file__).resolve().parents[2]
SERVE = (sys.executable, "-W", "ignore", "-m", "flask", "serve", "--port")
STARTS_WITHIN = 90.0
STOPS_WITHIN = 10.0


class Heed:
    """One `flask serve` in a process group of its own."""

    def __init__(self, folder: Path, port: int, **settings: str) -> None:
        self.port = port
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HEED_")}
        self.process = subprocess.Popen(
            [*SERVE, str(port)],
            cwd=ROOT,
            env={**kept, **settings_of(folder, **settings)},
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


@contextmanager
def serving(data_dir: Path) -> Iterator[Heed]:
    """One that answers however often it is asked."""
    heed = Heed(data_dir, free_port(), HEED_LIMITS="off")
    try:
        assert until(heed.is_ready, STARTS_WITHIN), "".join(heed.said)
        yield heed
    finally:
        heed.end()
