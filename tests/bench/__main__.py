"""Processor time of list, idea, similar and vote at 10,000 ideas, as multiples of the reference: of
its page of the same kind, and of its list.

Machines are noisy, and noise only ever adds: to a large program more than to a small one, whose
code stays in the processor's cache. All are asked in many short turns, one after the other, and of
each the cheapest quarter of its turns is compared.
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
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode

from app.core.text import slug
from tests.bench.processes import free_port, processor_seconds, serving, wait_until_quiet
from tests.bench.reference import prepare
from tests.bench.signing_in import VOTERS, Voter, make_voters

TOP = Path(__file__).resolve().parents[2]
IDEAS = int(os.environ.get("BENCH_IDEAS", "10000"))
SAMPLE = 200
OPERATIONS = ("list", "idea", "similar", "vote")
TURNS = 30
WARM_UP = 5  # turns that are not counted
REQUESTS = 30  # a turn
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


class Asked(NamedTuple):
    """Requests of one kind to one server, whose processes are a group."""

    port: int
    group: int
    asks: Iterator[Ask]


class Cost(NamedTuple):
    """Of one request, in milliseconds."""

    processor: float
    waiting: float

    def __str__(self) -> str:
        return f"{self.processor:.2f} ({self.waiting:.1f})"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="heed-bench-") as folder:
        print(f"Making {IDEAS:,} ideas ...", flush=True)
        settings = {"HEED_DATA_DIR": f"{folder}/heed", "HEED_LIMITS": "off"}
        _flask("demo", "--ideas", str(IDEAS), "--people", "1000", env=settings)
        _leave_uncompared(Path(folder, "heed", "heed.db"))
        prepare(Path(folder, "heed", "heed.db"), Path(folder, "reference.db"))
        voters = make_voters(settings)
        _measure(folder, settings, voters, _open_ideas(Path(folder, "heed", "heed.db")))


def _leave_uncompared(path: Path) -> None:
    """Comparing ten thousand new ideas with each other takes the worker minutes, and is no part of
    what a request costs."""
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM to_compare")


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
        our_asks, bare_asks = _heed_requests(voters, ideas), _floor_requests(ideas)
        _report(
            {
                op: _in_turns(
                    Asked(ours, our_group, our_asks[op]),
                    Asked(floor, floor_group, bare_asks[op]),
                    Asked(floor, floor_group, bare_asks["list"]),
                )
                for op in OPERATIONS
            }
        )


def _in_turns(ours: Asked, *bare: Asked) -> list[Cost]:
    """What one request of each costs in its cheapest turns. What our processes do meanwhile beside
    answering may be what our requests left to be done: it is counted as theirs."""
    everyone = (ours, *bare)
    for _ in range(WARM_UP):
        for asked in everyone:
            _cost_of_a_turn(asked)
    before = processor_seconds(ours.group)
    turns = [[_cost_of_a_turn(asked) for asked in everyone] for _ in range(TURNS)]
    wait_until_quiet(ours.group)
    spent = (processor_seconds(ours.group) - before) / (TURNS * REQUESTS) * 1000
    beside = spent - statistics.mean(turn[0].processor for turn in turns)
    costs = [_cheapest(each) for each in zip(*turns, strict=True)]
    return [Cost(costs[0].processor + beside, costs[0].waiting), *costs[1:]]


def _cheapest(turns: Sequence[Cost]) -> Cost:
    quiet = sorted(turns)[: len(turns) // 4]
    return Cost(*map(statistics.mean, zip(*quiet, strict=True)))


def _cost_of_a_turn(asked: Asked) -> Cost:
    connection = HTTPConnection("127.0.0.1", asked.port, timeout=30)
    before, waits = processor_seconds(asked.group), []
    for ask in islice(asked.asks, REQUESTS):
        began = time.perf_counter()
        connection.request(ask.method, ask.path, ask.body or None, ask.headers)
        answer = connection.getresponse()
        answer.read()
        waits.append(time.perf_counter() - began)
        if answer.status >= 400:
            raise SystemExit(f"{ask.method} {ask.path} answered {answer.status}")
    spent = processor_seconds(asked.group) - before
    connection.close()
    return Cost(spent / REQUESTS * 1000, statistics.median(waits) * 1000)


def _report(found: dict[str, list[Cost]]) -> None:
    print("Processor milliseconds a request; in brackets how long it is waited for.")
    print(f"{'':8}{'Heed':>14}{'bare':>14}{'times':>7}{'bare list':>16}{'times':>7}")
    missed = []
    for op, (ours, bare, bare_list) in found.items():
        times = ours.processor / bare.processor, ours.processor / bare_list.processor
        missed += [op] if max(times) > MOST else []
        print(f"{op:8}{ours!s:>14}{bare!s:>14}{times[0]:7.1f}{bare_list!s:>16}{times[1]:7.1f}")
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
