from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.ideas.models import Idea
from app.search import service
from app.search.jobs import feed_index
from tests.search.portal import hide, reword


def ids(title: str, body: str = "", **more) -> list[int]:
    return [hit.id for hit in service.similar(title, body, kind="idea", **more)]


def test_a_new_idea_is_found_before_the_worker_saw_it(post_idea: Callable[..., Idea]):
    feed_index()
    idea = post_idea("Export invoices as PDF")
    assert ids("invoice export") == [idea.id]


def test_a_changed_idea_is_found_by_its_new_words_before_the_worker_saw_it(
    post_idea: Callable[..., Idea],
):
    idea = post_idea("Export invoices as PDF")
    feed_index()
    reword(idea, "Export invoices as XML")
    assert ids("xml") == [idea.id]
    assert ids("pdf") == []


@pytest.fixture
def without_index(post_idea: Callable[..., Idea], index_dir: Path) -> dict[str, int]:
    """Ideas of a portal whose index was deleted."""
    titles = [
        "Export invoices as PDF",
        "Print invoices",
        "Dark mode",
        "50% discount_code",
        "Copy the ledger",
    ]
    made = {title: post_idea(title).id for title in titles}
    feed_index()
    shutil.rmtree(index_dir)
    return made


def test_without_an_index_titles_are_compared(without_index: dict[str, int]):
    assert ids("PDF export of an invoice")[0] == without_index["Export invoices as PDF"]
    assert ids("half typed invoi", limit=1)
    assert ids("a copy") == [without_index["Copy the ledger"]]
    assert ids("nothing alike") == ids("the of") == ids("") == []


def test_without_an_index_scores_follow_the_order_too(without_index: dict[str, int]):
    scores = [hit.score for hit in service.similar("export invoices", kind="idea")]
    assert len(scores) == 2
    assert 1 > scores[0] > scores[1] > 0


@pytest.mark.parametrize("title", ["%", "_", "discount_code", "x" * 1_000_000, "\\ ' \" ;--"])
def test_without_an_index_any_text_may_be_asked(without_index: dict[str, int], title: str):
    assert len(ids(title)) <= 1


def test_a_hidden_idea_is_not_found_without_an_index(
    post_idea: Callable[..., Idea], index_dir: Path
):
    hide(post_idea("Dark mode"))
    assert not index_dir.exists()
    assert ids("dark mode") == []
