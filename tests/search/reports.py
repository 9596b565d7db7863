"""Made-up reports with known duplicates, in a folder as `flask search` measures with."""

from __future__ import annotations

import json
import random
from itertools import product
from pathlib import Path

WORDS = ["".join(parts) for parts in product("bdgkmprt", "aeiou", "lnsx", ("ota", "ir", "emp"))]


def write_reports(
    folder: Path, *, corpus: int = 200, queries: int = 100, negatives: int = 50
) -> None:
    """A query repeats some of the six words of what it duplicates, a negative none on purpose."""
    chance = random.Random(20261126)
    documents = [_report(f"d{number}", chance.sample(WORDS, 6)) for number in range(corpus)]
    asked = []
    for number, meant in enumerate(chance.sample(documents, queries)):
        words = meant["title"].split()
        kept = chance.sample(words, chance.randint(1, 6))
        report = _report(f"q{number}", kept + chance.sample(WORDS, 6 - len(kept)))
        asked.append({**report, "duplicates": [meant["id"]]})
    others = [_report(f"n{number}", chance.sample(WORDS, 6)) for number in range(negatives)]
    for name, rows in (("corpus", documents), ("queries", asked), ("negatives", others)):
        write(folder, name, "".join(json.dumps(row) + "\n" for row in rows))


def write(folder: Path, name: str, lines: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.jsonl").write_text(lines, "utf-8")


def _report(number: str, words: list[str]) -> dict[str, str]:
    return {"id": number, "title": " ".join(words), "body": f"It {words[0]} every {words[1]}."}
