"""Processor time of list, idea, similar and vote at 10,000 ideas, as multiples of the reference.

Machines are noisy, so both are measured in turns in the same run and the ratio is what counts.
"""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode

from app.core.text import slug
from tests.bench.processes import free_port, processor_seconds, serving, wait_until_quiet
from tests.bench.reference import prepare
from tests.bench.signing_in import VOTERS, Voter, make_voters

TOP = Path(__file__).resolve().parents[2]
IDEAS = int(os.environ.get("BENCH_IDEAS", "10000"))
ROUNDS = 5
SAMPLE = 200
REQUESTS = {"list": 300, "idea": 300, "similar": 200, "vote": 200}
MOST = 8.0
TYPED = ("bank feed stops", "export the ledger as csv", "approve bills on my ph", "vat return")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Row(NamedTuple):
    id: int
    number: int
    slug: str


class Ask(NamedTuple):
    method: str
    path: str
    body: str = ""
    headers: dict[str, str] = {}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="heed-bench-") as folder:
        print(f"Making {IDEAS:,} ideas ...", flush=True)
        settings = {"HEED_DATA_DIR": f"{folder}/heed", "HEED_LIMITS": "off"}
        _flask("demo", "--ideas", str(IDEAS), "--people", "1000", env=settings)
        prepare(Path(folder, "heed", "heed.db"), Path(folder, "reference.db"))
        voters = make_voters(settings)
        _measure(folder, settings, voters, _open_ideas(Path(folder, "heed", "heed.db")))


def _measure(folder: str, settings: dict[str, str], voters: list[Voter], ideas: list[Row]) -> None:
    ours, floor = free_port(), free_port()
    heed = [sys.executable, "-m", "flask", "serve", "--port", str(ours), "--workers", "1"]
    target = f"tests.bench.reference:create('{folder}/reference.db')"
    bare = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "4", "-b"]
    bare += [f"127.0.0.1:{floor}", "--log-level", "warning", target]
    with (
        serving(heed, ours, cwd=TOP, env=settings) as our_group,
        serving(bare, floor, cwd=TOP, env={}) as floor_group,
    ):
        wait_until_quiet(our_group)
        sides = {
            "heed": (ours, our_group, _heed_requests(voters, ideas)),
            "floor": (floor, floor_group, _floor_requests(ideas)),
        }
        _report({op: _in_turns(op, sides) for op in REQUESTS})


def _in_turns(
    op: str, sides: dict[str, tuple[int, int, dict[str, Iterator[Ask]]]]
) -> dict[str, tuple[float, float]]:
    """Median milliseconds of processor time, and of waiting, for one request of each side."""
    costs: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
    for turn in range(ROUNDS + 1):
        for side, (port, group, asks) in sides.items():
            cost = _cost(port, group, asks[op], REQUESTS[op])
            if turn:  # the first turn warms both sides up
                costs[side].append(cost)
    return {
        side: (statistics.median(c for c, _ in each), statistics.median(w for _, w in each))
        for side, each in costs.items()
    }


def _cost(port: int, group: int, asks: Iterator[Ask], count: int) -> tuple[float, float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    before, waits = processor_seconds(group), []
    for _ in range(count):
        ask = next(asks)
        began = time.perf_counter()
        connection.request(ask.method, ask.path, ask.body or None, ask.headers)
        answer = connection.getresponse()
        answer.read()
        waits.append(time.perf_counter() - began)
        if answer.status >= 400:
            raise SystemExit(f"{ask.method} {ask.path} answered {answer.status}")
    spent = processor_seconds(group) - before
    connection.close()
    return spent / count * 1000, statistics.median(waits) * 1000


def _report(found: dict[str, dict[str, tuple[float, float]]]) -> None:
    print(f"{'':10}{'Heed':>12}{'reference':>12}{'times':>8}   processor ms a request (waiting)")
    missed = []
    for op, sides in found.items():
        (ours, our_wait), (floor, floor_wait) = sides["heed"], sides["floor"]
        ratio = ours / floor
        missed += [op] if ratio > MOST else []
        print(
            f"{op:10}{ours:12.2f}{floor:12.2f}{ratio:8.1f}   ({our_wait:.1f} and {floor_wait:.1f})"
        )
    if missed:
        raise SystemExit(f"more than {MOST:g} times the reference: {', '.join(missed)}")


def _heed_requests(voters: list[Voter], ideas: list[Row]) -> dict[str, Iterator[Ask]]:
    votes = (
        Ask("POST", f"/ideas/H-{idea.number}/vote", voter.form, {**FORM, "Cookie": voter.cookie})
        for voter, idea in _pairs(voters, ideas)
    )
    alike = [f"/ideas/similar?title={quote_plus(words)}" for words in TYPED]
    return {
        "list": cycle([Ask("GET", "/?sort=top")]),
        "idea": cycle([Ask("GET", f"/ideas/H-{idea.number}-{idea.slug}") for idea in ideas]),
        "similar": cycle([Ask("GET", path, "", {"Heed-Fragment": "1"}) for path in alike]),
        "vote": votes,
    }


def _floor_requests(ideas: list[Row]) -> dict[str, Iterator[Ask]]:
    strangers = list(range(1_000_000, 1_000_000 + VOTERS))
    votes = (
        Ask("POST", f"/vote/{idea.id}", urlencode({"user": voter}), FORM)
        for voter, idea in _pairs(strangers, ideas)
    )
    return {
        "list": cycle([Ask("GET", "/")]),
        "idea": cycle([Ask("GET", f"/idea/{idea.id}") for idea in ideas]),
        "similar": cycle([Ask("GET", f"/similar?q={quote_plus(words)}") for words in TYPED]),
        "vote": votes,
    }


def _pairs(voters: list[Any], ideas: list[Row]) -> Iterator[tuple[Any, Row]]:
    """Every voter with every idea once, in an order in which both change."""
    for shift in range(len(ideas)):
        for place, voter in enumerate(voters):
            yield voter, ideas[(shift + place * 7) % len(ideas)]


def _open_ideas(path: Path) -> list[Row]:
    """A fixed sample of ideas of the first board that take votes."""
    wanted = """SELECT i.id, i.number, i.title FROM ideas i JOIN statuses s ON s.id = i.status_id
        WHERE i.is_listed AND i.board_id = 1
        AND s.phase NOT IN ('shipped', 'answered', 'declined') ORDER BY i.id"""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(wanted).fetchall()
    chosen = random.Random(7).sample(rows, min(SAMPLE, len(rows)))
    return [Row(key, number, slug(title)) for key, number, title in chosen]


def _flask(*command: str, env: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "flask", *command],
        check=True,
        cwd=TOP,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
