"""Takes every guard away in turn, in a copy of the tree, and sees whether a test notices.

    python -m tests.house.mutants [--only WORD] [--jobs 2]

Guards are those of `guards.yaml` beside this and, of each row of the table of permissions, its
first refusal, its first “their own”, and that it needs a fresh proof. Fails below 95 %, and for a
guard that is found no longer.
"""

from __future__ import annotations

import argparse
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[2]
GUARDS = Path(__file__).with_name("guards.yaml")
TABLE = "app/people/permissions.yaml"
LONGEST = 240  # seconds for the tests of one guard; what hangs without its guard was noticed too
LEAST_KILLED = 0.95


class Guard(NamedTuple):
    """`find` stands in `file` exactly once. `survives`: why no test can miss it."""

    file: str
    tests: tuple[str, ...]
    find: str
    put: str = ""
    survives: str = "no reason is known: write a test"
    called: str = ""

    @property
    def name(self) -> str:
        if self.called:
            return f"{self.file}: {self.called}"
        change = f"{self.find} -> {self.put or 'nothing'}"
        return f"{self.file}: {' '.join(change.split())[:100]}"


class Outcome(NamedTuple):
    guard: Guard
    is_killed: bool
    by: str


def all_guards() -> list[Guard]:
    return [guard for file, about in _written().items() for guard in _of_file(file, about)]


def lost(guards: Sequence[Guard]) -> list[str]:
    """Names of guards that do not stand in their file exactly once."""
    return [guard.name for guard in guards if _times(guard) != 1]


def _written() -> dict[str, Any]:
    about: dict[str, Any] = yaml.safe_load(GUARDS.read_text(encoding="utf-8"))
    return about


def _of_file(file: str, about: dict[str, Any]) -> Iterator[Guard]:
    tests = tuple(about["tests"])
    found = _cells() if file == TABLE else about["guards"]
    yield from (Guard(file, tests, **guard) for guard in found)


def _times(guard: Guard) -> int:
    file = ROOT / guard.file
    return file.read_text(encoding="utf-8").count(guard.find) if file.exists() else 0


def _cells() -> Iterator[dict[str, str]]:
    """A row as it stands in the table, and the same with one cell that lets more through, or
    without the fresh proof that it needs."""
    text = (ROOT / TABLE).read_text(encoding="utf-8")
    for row in yaml.safe_load(text):
        begins = text.index(f"- id: {row['id']}\n")
        ends = text.index("}", begins) + 1
        block, cells = text[begins:ends], row["cells"]
        refused = [column for column, cell in cells.items() if cell in "FAN"]
        owned = [column for column, cell in cells.items() if cell == "o"]
        for column in [*refused[:1], *owned[:1]]:
            loosened = block.replace(f"{column}: {cells[column]}", f"{column}: v")
            called = f"{row['id']} {column} {cells[column]} -> v"
            yield {"find": block, "put": loosened, "called": called}
        if row.get("fresh"):
            fresh = f"{block}\n  fresh: true\n"
            yield {"find": fresh, "put": f"{block}\n", "called": f"{row['id']} fresh"}


def without(guard: Guard, tree: Path) -> Outcome:
    """What the tests say of the tree without the guard. It is put back afterwards."""
    file = tree / guard.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(guard.find, guard.put), encoding="utf-8")
    try:
        by = _first_failure(guard.tests, tree)
        return Outcome(guard, by != "", by)
    finally:
        file.write_text(whole, encoding="utf-8")


def _first_failure(tests: Sequence[str], tree: Path) -> str:
    """The test that fails first; nothing where all pass."""
    python = str(tree / ".venv" / "bin" / "python")
    command = [python, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(command, cwd=tree, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return "tests that never ended"
    if done.returncode == 0:
        return ""
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout.decode(), re.MULTILINE)
    return failed[1] if failed else "tests that could not begin"


def all_pass(guards: Sequence[Guard]) -> bool:
    """Whether the tests hold as things are: only then a failure says that a guard was missed."""
    tests = sorted({test for guard in guards for test in guard.tests})
    command = [sys.executable, "-m", "pytest", "-q", *tests]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def copy_of_the_tree(into: Path) -> Path:
    """What git knows and what is new, with the same libraries."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, found.split("\0")):
        source, target = ROOT / name, into / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    (into / ".venv").unlink(missing_ok=True)
    (into / ".venv").symlink_to((ROOT / ".venv").resolve())
    return into


def try_all(guards: Sequence[Guard], jobs: int) -> list[Outcome]:
    waiting: queue.SimpleQueue[Guard] = queue.SimpleQueue()
    for guard in guards:
        waiting.put(guard)
    outcomes: list[Outcome] = []

    def work(tree: Path) -> None:
        while not waiting.empty():
            outcome = without(waiting.get(), tree)
            outcomes.append(outcome)
            word = f"killed by {outcome.by}" if outcome.is_killed else "SURVIVED"
            print(f"{len(outcomes)}/{len(guards)} {outcome.guard.name}: {word}", flush=True)

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees = [copy_of_the_tree(Path(folder) / str(number)) for number in range(jobs)]
        workers = [threading.Thread(target=work, args=(tree,)) for tree in trees]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return outcomes


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--only", default="", help="guards with this word in their name")
    reader.add_argument("--jobs", type=int, default=2)
    asked = reader.parse_args()
    guards = [guard for guard in all_guards() if asked.only in guard.name]
    if gone := lost(guards):
        print("Found no longer: write them down anew in guards.yaml.", *gone, sep="\n  ")
        return 1
    if not all_pass(guards):
        print("Tests fail with every guard in its place: mend that first.")
        return 1
    began = time.monotonic()
    outcomes = try_all(guards, asked.jobs)
    survivors = [outcome.guard for outcome in outcomes if not outcome.is_killed]
    killed = len(outcomes) - len(survivors)
    print(f"{killed} of {len(outcomes)} killed in {time.monotonic() - began:.0f} s; survivors:")
    for guard in survivors:
        print(f"  {guard.name}: {guard.survives}")
    return int(killed < LEAST_KILLED * len(outcomes))


if __name__ == "__main__":
    sys.exit(main())
