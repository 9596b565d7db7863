"""Known duplicates in a folder: how well they are found, and the score fitted to them."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.search.calibrating import MOST_FALSE_ALARMS, fit, judged
from app.search.corpora import Query
from app.search.documents import Hit
from app.search.evaluating import Answer, quality
from app.search.likeness import Calibration, likeness
from tests.search.wishes import wishes

ASKED = [
    # No search would find it, and what it finds is no duplicate: texts of real people overlap.
    ("Export invoices as PDF files for the quarter", "", [9]),
    ("Invoices exported as PDF files", "One for each invoice.", [1]),
    ("A dark mode, please", "White hurts in the evening.", [2]),
    ("Tell me before the link to my bank expires", "", [3]),
    ("Shortcuts on the keyboard for the ledger", "", [4]),
]
OTHERS = [
    ("Seats for the canteen", ""),
    ("A bank in the garden", "To sit on."),
    ("Louder bell", ""),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = list(wishes())
    write(
        tmp_path / "corpus.jsonl",
        ({"id": d.id, "title": d.title, "body": d.body} for d in documents),
    )
    asked = [{"title": t, "body": b, "duplicates": d} for t, b, d in ASKED]
    write(tmp_path / "queries.jsonl.gz", asked)
    write(tmp_path / "negatives.jsonl", ({"title": t, "body": b} for t, b in OTHERS))
    return tmp_path


def write(path: Path, rows: Any) -> None:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def search(app: Flask) -> Callable[..., Result]:
    return lambda *words: app.test_cli_runner().invoke(args=["search", *map(str, words)])


def test_evaluate_tells_what_was_found(search: Callable[..., Result], folder: Path) -> None:
    told = search("evaluate", folder)
    assert told.exit_code == 0, told.output
    title, both = told.output.split("title and body")
    for part in (title, both):
        assert "recall@1               0.800  (n 5)" in part
        assert "recall@5               0.800  (n 5)" in part
        assert "MRR                    0.8" in part
        assert "of 3" in part, "below five the counts alone"


def test_calibrate_prints_what_it_fitted(search: Callable[..., Result], folder: Path) -> None:
    told = search("calibrate", folder)
    assert told.exit_code == 0, told.output
    assert told.output.count("slope ") == told.output.count("likely from ") == 2
    assert "recall" not in told.output
    tested = search("calibrate", "--half", folder)
    assert tested.output.count("right among likely") == 2
    assert "recall@5               1.000  (n 2)" in tested.output, tested.output


def test_what_cannot_be_read_is_named(search: Callable[..., Result], folder: Path) -> None:
    def refusal() -> str:
        told = search("evaluate", folder)
        assert told.exit_code == 1
        assert told.output.count("\n") == 1
        return told.output

    negatives, queries = folder / "negatives.jsonl", folder / "queries.jsonl.gz"
    negatives.write_text('{"title": "fine"}\n{"title": \n')
    assert "negatives.jsonl, line 2 is not JSON" in refusal()
    negatives.write_text('{"body": "no title"}\n')
    assert "negatives.jsonl, line 1 lacks “title”" in refusal()
    negatives.write_bytes(b"\xff\xfe")
    assert "Cannot read" in refusal()
    negatives.unlink()
    assert search("evaluate", folder).exit_code == 0, "they may be left out"
    write(queries, [{"title": "x", "duplicates": ["nowhere"]}])
    assert "No query" in refusal()
    queries.write_bytes(queries.read_bytes()[:-4])
    assert "Cannot read" in refusal()
    queries.unlink()
    assert "queries.jsonl" in refusal()
    assert search("evaluate", folder / "missing").exit_code == 2


def answer(strengths: list[float], right: set[int]) -> Answer:
    """With a hit of each strength, of which those at some places are duplicates."""
    hits = [Hit("text", number, each, 0.0, False, {}) for number, each in enumerate(strengths)]
    return Answer(Query("", "", frozenset(right)), hits, 0.001)


def test_the_fit_is_the_most_likely_one() -> None:
    """Its slope and offset make the answers more likely than any near them."""
    answers = [answer([4.0, 2.0, 1.0], {0}), answer([3.0, 2.5], {1}), answer([2.0, 1.5], {0})]
    answers += [answer([1.2, 0.4], set()), answer([2.2], set())]
    fitted = fit(answers)

    def of(slope: float, offset: float) -> float:
        shape = Calibration(slope, offset, 1.0)
        told = [
            (likeness(h.strength, shape), h.id in a.query.duplicates)
            for a in answers
            for h in a.hits
        ]
        return sum(math.log(p if is_same else 1 - p) for p, is_same in told)

    best = of(fitted.slope, fitted.offset)
    for slope, offset in ((0.05, 0), (-0.05, 0), (0, 0.05), (0, -0.05), (0.05, -0.05)):
        assert of(fitted.slope + slope, fitted.offset + offset) < best


@given(
    st.lists(
        st.tuples(st.lists(st.floats(0, 30), min_size=1, max_size=5), st.booleans()),
        min_size=20,
        max_size=60,
    )
)
def test_at_most_one_in_ten_is_a_false_alarm(
    told: list[tuple[list[float], bool]],
) -> None:
    answers = [
        answer(sorted(strengths, reverse=True), {0} if has_duplicate else set())
        for strengths, has_duplicate in told
    ]
    try:
        fitted = fit(answers)
    except Invalid:
        return
    found = quality([judged(each, fitted) for each in answers])
    assert found.alarms.part <= found.alarms.n * MOST_FALSE_ALARMS


def test_too_little_to_learn_from_is_said() -> None:
    with pytest.raises(Invalid, match="too little"):
        fit([answer([2.0], {0}), answer([1.0], {0})])
    with pytest.raises(Invalid, match="Nothing can be fitted"):
        fit([answer([2.0, 2.0], {0}), answer([2.0], set())])
