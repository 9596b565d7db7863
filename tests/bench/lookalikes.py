"""Look-alikes as a program is answered them, over HTTP from a served portal, beside SQLite's FTS5
with any of the words, in the same run on the same texts.

python -m tests.bench.lookalikes FOLDER

FOLDER is as for `flask search evaluate`. Made-up texts fill the portal up to BENCH_DOCUMENTS;
BENCH_QUESTIONS asks no more than so many of each kind, which chance draws. FTS5 is asked inside
this process: its times are without a request around them. False alarms are counted at the strength
that keeps 80 % of the true hits, each engine its own.
"""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from app.search.documents import Document
from app.search.measuring import DEEPEST, SHOWN, Question
from app.search.samples import Samples, read_samples
from tests.bench.engines import Sqlite, filled_up
from tests.bench.processes import free_port, serving, wait_until_quiet

TOP = Path(__file__).resolve().parents[2]
QUESTIONS = int(os.environ.get("BENCH_QUESTIONS", "1000000"))
KEPT = 0.8
ADMIN = "root@heed.example"
Ask = Callable[[str, str], list[tuple[int, float]]]


class Answer(NamedTuple):
    """`rank` of the first true hit, from 1, and its strength; the best strength of all."""

    rank: float
    strength: float
    best: float
    seconds: float


def main(folder: Path) -> None:
    samples = _drawn(read_samples(folder))
    documents = filled_up(samples.documents)
    print(f"{len(documents):,} ideas, {len(samples.queries)} questions with an answer, ", end="")
    print(f"{len(samples.negatives)} without")
    with tempfile.TemporaryDirectory(prefix="heed-lookalikes-") as place:
        fts5 = Sqlite(Path(place, "fts5"), " OR ")
        fts5.build(documents)
        settings = {"HEED_DATA_DIR": f"{place}/heed", "HEED_LIMITS": "off"}
        token, port = _fill(Path(place), documents, settings), free_port()
        serve = [sys.executable, "-m", "flask", "serve", "--port", str(port)]
        with serving(serve, port, cwd=TOP, env=settings) as group:
            wait_until_quiet(group)
            for with_body in (False, True):
                print("title and body" if with_body else "title")
                _report("Heed, over HTTP", _portal(port, token), samples, with_body)
                _report("FTS5, any word", fts5.weighed, samples, with_body)


def _drawn(samples: Samples) -> Samples:
    chance = random.Random(13)
    known, unknown = (
        chance.sample(each, min(QUESTIONS, len(each)))
        for each in (samples.queries, samples.negatives)
    )
    return Samples(samples.documents, known, unknown)


def _fill(place: Path, documents: Sequence[Document], settings: dict[str, str]) -> str:
    """A portal with these ideas in its index. Returns a token to ask it with."""
    with Path(place, "ideas.jsonl").open("w") as lines:
        for each in documents:
            row = {"external_id": str(each.id), "title": each.title, "body": each.body}
            lines.write(json.dumps(row) + "\n")
    _flask("setup", "--admin-email", ADMIN, env=settings)
    _flask("ideas", "import", f"{place}/ideas.jsonl", "--board", "ideas", env=settings)
    _flask("search", "rebuild", env=settings)
    return _flask("tokens", "create", ADMIN, env=settings).strip()


def _portal(port: int, token: str) -> Ask:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(title: str, body: str) -> list[tuple[int, float]]:
        asked = json.dumps({"title": title, "body": body, "limit": DEEPEST})
        connection.request("POST", "/api/v1/ideas/similar", asked, headers)
        answer = connection.getresponse()
        found = json.loads(answer.read())
        assert answer.status == 200, found
        return [(int(hit["external_id"]), hit["score"]) for hit in found["items"]]

    return ask


def _report(name: str, ask: Ask, samples: Samples, with_body: bool) -> None:
    for question in samples.queries[:10]:
        ask(question.title, question.body)
    known = [_answer(ask, question, with_body) for question in samples.queries]
    unknown = [_answer(ask, question, with_body) for question in samples.negatives]
    true = sorted((each.strength for each in known if each.rank <= SHOWN), reverse=True)
    threshold = true[math.ceil(len(true) * KEPT) - 1]
    alarms = sum(each.best >= threshold for each in unknown)
    times = sorted(each.seconds * 1000 for each in (*known, *unknown))
    print(
        f"  {name}: recall@1 {_within(known, 1):.3f}, recall@5 {_within(known, SHOWN):.3f}, "
        f"MRR {sum(1 / each.rank for each in known) / len(known):.3f}, "
        f"false alarms {alarms} of {len(unknown)} = {alarms / max(len(unknown), 1):.1%}, "
        f"p50 {times[len(times) // 2]:.1f} ms, "
        f"p95 {times[math.ceil(len(times) * 0.95) - 1]:.1f} ms",
        flush=True,
    )


def _answer(ask: Ask, question: Question, with_body: bool) -> Answer:
    begun = time.perf_counter()
    hits = ask(question.title, question.body if with_body else "")
    seconds = time.perf_counter() - begun
    ranked = enumerate(hits, start=1)
    true = ((rank, strength) for rank, (number, strength) in ranked if number in question.answers)
    rank, strength = next(true, (math.inf, -math.inf))
    return Answer(rank, strength, hits[0][1] if hits else -math.inf, seconds)


def _within(answers: Sequence[Answer], most: int) -> float:
    return sum(each.rank <= most for each in answers) / len(answers)


def _flask(*words: str, env: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=TOP,
        env={**os.environ, **env},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    ).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]))
