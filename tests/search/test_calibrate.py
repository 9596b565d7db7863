"""Learning how likely a hit is a duplicate, and measuring how well they are found."""

from __future__ import annotations

import gzip
import random
import re
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import session, writing
from app.core.errors import Conflict
from app.duplicates.recall import FEWEST_OWN, merged_questions
from app.duplicates.service.merge import merge
from app.ideas.models import Board
from app.ideas.service.also_said import also_say
from app.ideas.service.drafts import Words, draft
from app.ideas.service.submit import submit
from app.people.models import User
from app.search.fitting import calibrate
from app.search.jobs import feed_index
from app.search.likeness import SHIPPED, SHIPPED_SEMANTIC, Calibration, likeness
from app.search.measuring import Answer, Found, ask_all, false_alarms, figures, precision
from app.search.searchable import engine
from app.search.service import calibrations, promise
from tests.search.reports import write, write_reports

TRUE = Calibration(slope=3.0, offset=-6.0, likely=0.3)
ABOVE = Path(__file__).resolve().parents
PLACES = [each / "shared/data/duplicates" for each in ABOVE]
SHARED = next((each for each in PLACES if each.is_dir()), None)


def run(app: Flask, *arguments: str) -> Result:
    result = app.test_cli_runner().invoke(args=["search", *arguments])
    session.rollback()
    return result


def answers(count: int, *, seed: int, has_duplicates: bool = True) -> list[Answer]:
    """Hits whose truth is drawn as TRUE says."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        strengths = sorted((chance.uniform(0, 3) for _ in range(5)), reverse=True)
        hits = [Found(x, has_duplicates and chance.random() < likeness(x, TRUE)) for x in strengths]
        made.append(Answer(hits, 0.001))
    return made


@given(st.floats(0, 8), st.floats(0, 8), st.sampled_from([*SHIPPED, *SHIPPED_SEMANTIC]))
def test_a_score_never_contradicts_the_order(one: float, other: float, used: Calibration) -> None:
    weaker, stronger = sorted([one, other])
    assert 0 < likeness(weaker, used) <= likeness(stronger, used) < 1


def test_what_made_the_hits_true_is_learnt() -> None:
    positives = answers(8_000, seed=1)
    negatives = answers(50, seed=2, has_duplicates=False)
    learnt = calibrate(positives, negatives)
    assert learnt.slope == pytest.approx(TRUE.slope, abs=0.2)
    assert learnt.offset == pytest.approx(TRUE.offset, abs=0.4)


@pytest.mark.parametrize("seed", range(5))
def test_at_most_one_in_ten_is_called_likely_for_nothing(seed: int) -> None:
    positives = answers(300, seed=seed)
    negatives = answers(97, seed=seed + 50, has_duplicates=False)
    learnt = calibrate(positives, negatives)
    lower = learnt._replace(likely=learnt.likely - 0.01)
    assert false_alarms(negatives, learnt).part <= 9
    assert false_alarms(negatives, lower).part > 9, "and no higher than it has to be"


@pytest.mark.parametrize(
    ("positives", "negatives"),
    [
        ([], answers(50, seed=1, has_duplicates=False)),
        (answers(100, seed=1), []),
        ([Answer([Found(1.0, True)], 0.0)] * 50, []),
        ([Answer([Found(1.0, True), Found(2.0, False)], 0.0)] * 50, answers(30, seed=1)),
    ],
)
def test_too_little_or_nothing_to_learn_is_said(
    positives: list[Answer], negatives: list[Answer]
) -> None:
    with pytest.raises(Conflict, match="learn"):
        calibrate(positives, [each._replace(hits=[]) for each in negatives])


def test_figures_are_counted_by_hand() -> None:
    no, yes = Found(0.1, False), Found(3.0, True)
    positives = [
        Answer([yes], 0.001),
        Answer([no, no, yes], 0.002),
        Answer([no] * 5 + [yes], 0.003),
        Answer([no], 0.004),
    ]
    measured = figures(positives, [Answer([Found(3.0, False)], 0.005), Answer([], 0.006)], TRUE)
    assert measured.recall == {1: (1, 4), 5: (2, 4), 10: (3, 4)}
    assert measured.reciprocal == pytest.approx((1 + 1 / 3 + 1 / 6) / 4)
    assert measured.false_alarms == (1, 2)
    assert (measured.median, measured.slowest) == (pytest.approx(4), pytest.approx(6))
    assert precision(positives, TRUE) == (2, 2), "the sixth is not shown"


def test_evaluate_prints_every_figure(app: Flask, tmp_path: Path) -> None:
    write_reports(tmp_path / "reports")
    shown = run(app, "evaluate", str(tmp_path / "reports"))
    assert shown.exit_code == 0, shown.output
    assert "title: 100 queries, 50 negatives" in shown.output
    assert "title and body: 100 queries, 50 negatives" in shown.output
    for figure in (r"recall@1 +0\.\d{3}", r"recall@5", r"recall@10", r"MRR@10 +0\.\d{3}"):
        assert len(re.findall(figure, shown.output)) == 2
    assert len(re.findall(r"false alarms +\d+ of 50 = \d+% \[\d+%, \d+%\]", shown.output)) == 2
    assert len(re.findall(r"p50, p95 +[\d.]+ ms, [\d.]+ ms", shown.output)) == 2


def test_calibrate_prints_and_keeps_only_when_asked(app: Flask, tmp_path: Path) -> None:
    write_reports(tmp_path / "reports")
    for options in ([], ["--half"]):
        shown = run(app, "calibrate", str(tmp_path / "reports"), *options)
        assert shown.exit_code == 0, shown.output
        learnt = re.findall(r"slope ([\d.]+), offset (-[\d.]+), likely ([\d.]+)", shown.output)
        assert len(learnt) == 2
        assert "true among likely, learnt from one half, on the other: " in shown.output
        assert "well duplicates are found says: 51 of 131 = 39% [31%, 47%]" in shown.output
        assert calibrations() == SHIPPED

    assert run(app, "calibrate", str(tmp_path / "reports"), "--keep").exit_code == 0
    assert calibrations() != SHIPPED
    assert promise().n > 0


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("queries", '{"id": 1', "queries.jsonl, line 1"),
        ("queries", '{"id": 1, "title": "a", "body": ""}', "duplicates is missing"),
        ("negatives", "[]", "not an object"),
        ("corpus", '{"id": 1, "title": 2, "body": ""}', "title and body are texts"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(
    app: Flask, tmp_path: Path, name: str, lines: str, said: str
) -> None:
    write_reports(tmp_path / "reports", corpus=3, queries=2, negatives=2)
    write(tmp_path / "reports", name, lines)
    for command in ("evaluate", "calibrate"):
        shown = run(app, command, str(tmp_path / "reports"))
        assert shown.exit_code == 1
        [line] = shown.stderr.splitlines()
        assert said in line


def test_several_folders_are_one_corpus_and_may_be_packed(app: Flask, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_reports(tmp_path / name)
    for path in (tmp_path / "two").iterdir():
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert "title: 200 queries, 100 negatives" in run(app, "evaluate", str(tmp_path)).output


def test_bad_use_is_told_apart_from_failure(app: Flask, tmp_path: Path) -> None:
    for use in (["evaluate"], ["evaluate", str(tmp_path / "no")], ["calibrate"]):
        assert run(app, *use).exit_code == 2, use
    assert run(app, "calibrate", str(tmp_path), "--own").exit_code == 2
    assert run(app, "evaluate", str(tmp_path)).exit_code == 1
    own = run(app, "calibrate", "--own")
    assert own.exit_code == 1
    assert f"0 merged ideas and 0 that stand by themselves. It takes {FEWEST_OWN}" in own.stderr


def test_a_merged_idea_is_asked_as_if_it_were_new(
    app: Flask, board: Board, ada: User, marta: User
) -> None:
    """Its own words are what its target is found by now: they are left out."""
    titles = ("Warn me before bank links expire", "Alarm on PSD2 consent", "Alert ahead of links")
    with writing():
        root, stranger, alike = (submit(draft(title), board=board, author=ada) for title in titles)
        for number in range(30):
            submit(draft(f"Ledger{number} on striped paper{number}"), board=board, author=ada)
        also_say(stranger, draft("PSD2 alarm, please"), actor=marta)
    with writing():
        for each in (stranger, alike):
            merge(each, root, note=Words("", ""), actor=marta)
    feed_index()

    asked = merged_questions()
    assert [question.itself for question in asked] == [alike.id, stranger.id]
    found = ask_all(engine(), asked, with_body=False)
    assert [answer.rank for answer in found] == [1, None]


@pytest.mark.prove
@pytest.mark.skipif(SHARED is None, reason="the shared reports are not here")
def test_the_shipped_constants_are_what_calibrate_prints(app: Flask) -> None:
    printed = run(app, "calibrate", str(SHARED)).output
    print(printed)
    for shipped in SHIPPED:
        expected = (
            f"slope {shipped.slope:.2f}, offset {shipped.offset:.2f}, likely {shipped.likely}"
        )
        assert expected in printed
