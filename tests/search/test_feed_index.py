from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Idea
from app.search import service
from app.search.errors import IndexUnavailable
from app.search.jobs import BULK_RESTS, check, feed_index, merge_segments, rebuild
from app.search.models import IndexQueue
from app.search.searchable import engine
from app.search.whoosh_folder import IndexFolder
from tests.search.damage import break_postings
from tests.search.portal import hide, reword


def waiting() -> int:
    return session.scalar(select(func.count(IndexQueue.id))) or 0


def ids(title: str) -> list[int]:
    return [hit.id for hit in service.similar(title, kind="idea")]


def indexed(title: str) -> list[int]:
    """What the index alone finds."""
    return [hit.id for hit in engine().similar(title)]


def test_the_first_feed_builds_the_index_and_empties_the_queue(post_idea: Callable[..., Idea]):
    idea = post_idea("Export invoices as PDF")
    feed_index()
    assert waiting() == 0
    assert indexed("export") == [idea.id]
    assert check().is_clean


def test_changes_reach_the_index(post_idea: Callable[..., Idea]):
    first, second = post_idea("Export invoices as PDF"), post_idea("Dark mode")
    feed_index()
    reword(first, "Export invoices as XML")
    hide(second)
    feed_index()
    assert indexed("xml") == [first.id]
    assert indexed("pdf") == indexed("dark") == []
    assert check().is_clean


def test_a_bulk_lets_pass_what_people_write_and_is_fed_when_no_more_of_it_comes(
    post_idea: Callable[..., Idea],
):
    first, second = post_idea("Export invoices as PDF"), post_idea("Dark mode")
    feed_index()
    reword(first, "Export invoices as XML", enqueue=False)
    with writing():
        service.enqueue_bulk("idea", [first.id])
    newest = post_idea("Split a receipt")

    feed_index()
    assert indexed("receipt") == [newest.id]
    assert indexed("xml") == []
    assert ids("xml") == [], "what nobody has just written is not laid over the index"
    assert waiting() == 1

    with time_machine.travel(now() + BULK_RESTS, tick=False):
        with writing():
            service.hold_bulk()
        feed_index()
        assert waiting() == 1, "more of it is to come"
    with time_machine.travel(now() + 2 * BULK_RESTS, tick=False):
        feed_index()
    assert indexed("xml") == [first.id]
    assert indexed("dark") == [second.id]
    assert check().is_clean


def test_one_change_is_written_beside_the_others_without_a_rebuild(
    post_idea: Callable[..., Idea], index_dir: Path
):
    post_idea("Export invoices as PDF")
    feed_index()
    before = IndexFolder(index_dir).current()
    post_idea("Dark mode")
    feed_index()
    assert IndexFolder(index_dir).current() == before
    assert len(engine().contents()) == 2


def test_a_long_queue_is_fed_in_batches(
    post_idea: Callable[..., Idea], monkeypatch: pytest.MonkeyPatch
):
    feed_index()
    monkeypatch.setattr("app.search.jobs.BATCH", 3)
    monkeypatch.setattr("app.search.jobs.ROWS_A_UNIT", 2)
    for number in range(8):
        post_idea(f"Numbered wish {number}")
    feed_index()
    assert waiting() == 0
    assert len(engine().contents()) == 8


def test_two_workers_feed_the_same_queue(app: Flask, post_idea: Callable[..., Idea]):
    feed_index()
    idea = post_idea("First wording")

    def work(_: int) -> None:
        with app.app_context():
            feed_index()

    with ThreadPoolExecutor(2) as workers:
        for number in range(10):
            reword(idea, f"Wording {number}")
            list(workers.map(work, range(2)))
            assert check().is_clean


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh forgets files it fails to open
@pytest.mark.parametrize("what", ["folder", "pointer", "files"])
def test_a_broken_index_is_found_out_by_searching_and_mended_by_the_worker(
    post_idea: Callable[..., Idea], index_dir: Path, what: str
):
    idea = post_idea("Export invoices as PDF")
    feed_index()
    build = IndexFolder(index_dir).current()
    if what == "folder":
        shutil.rmtree(index_dir)
    elif what == "pointer":
        (index_dir / "current.json").write_text("{")
    else:
        for path in build.glob("*.toc"):
            path.write_bytes(b"\xa5" * 50)
        post_idea("A newer commit makes readers look again")

    assert idea.id in ids("export pdf")
    feed_index()
    assert indexed("export pdf") == [idea.id]
    assert check().is_clean
    gc.collect()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh forgets files it fails to merge
def test_damage_that_stops_the_worker_is_mended_the_next_time(
    post_idea: Callable[..., Idea], index_dir: Path
):
    for number in range(5):
        post_idea(f"Export number {number}")
    feed_index()
    break_postings(index_dir)
    left = []
    for number in range(8):  # until the damaged segment is to be merged with new ones
        post_idea(f"Another export {number}")
        feed_index()
        left.append(waiting())
    assert 1 in left
    feed_index()
    assert waiting() == 0
    assert check().is_clean
    assert len(indexed("export")) == 13
    gc.collect()


def test_an_index_left_behind_is_built_anew(post_idea: Callable[..., Idea]):
    post_idea("Export invoices as PDF")
    feed_index()
    restored = post_idea("Came with a restored backup", enqueue=False)
    feed_index()
    assert indexed("restored backup") == [restored.id]


def test_check_names_every_difference(post_idea: Callable[..., Idea]):
    kept, reworded, hidden = (post_idea(f"Numbered wish {number}") for number in range(3))
    feed_index()
    missing = post_idea("Nobody was told of this one", enqueue=False)
    reword(reworded, "Another wording", enqueue=False)
    hide(hidden, enqueue=False)
    found = check()
    assert found.missing == [("idea", missing.id)]
    assert found.outdated == [("idea", reworded.id)]
    assert found.surplus == [("idea", hidden.id)]
    assert not found.is_clean
    assert kept.id


def test_check_wants_an_empty_queue(post_idea: Callable[..., Idea]):
    rebuild()
    post_idea("Export invoices as PDF")
    assert check().waiting == 1
    rebuild()
    assert check().is_clean


def test_check_without_an_index_says_so(post_idea: Callable[..., Idea]):
    with pytest.raises(IndexUnavailable):
        check()


def test_rebuild_tells_its_progress(
    post_idea: Callable[..., Idea], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.search.queries.BATCH", 2)
    for number in range(5):
        post_idea(f"Numbered wish {number}")
    told: list[int] = []
    assert rebuild(told.append) == 5
    assert told == [2, 4]


def test_while_another_process_writes_the_queue_is_kept(
    post_idea: Callable[..., Idea], index_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    feed_index()
    monkeypatch.setattr("app.search.whoosh_folder.LOCK_WAIT", 0.05)
    post_idea("Export invoices as PDF")
    with IndexFolder(index_dir).locked():
        feed_index()
    assert waiting() == 1


def test_pieces_are_put_together_once_a_night(
    post_idea: Callable[..., Idea], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.search.jobs._merged_on", None)
    in_pieces(post_idea)
    for hour in (1, 5, 12, 23):
        merge_at(hour)
    assert engine().segments() > 1
    merge_at(2)
    assert engine().segments() == 1
    in_pieces(post_idea)
    merge_at(4)
    assert engine().segments() > 1
    merge_at(3, day=2)
    assert engine().segments() == 1


def in_pieces(post_idea: Callable[..., Idea]) -> None:
    for number in range(4):
        post_idea(f"Numbered wish {number}")
        feed_index()
    assert engine().segments() > 1


def merge_at(hour: int, day: int = 1) -> None:
    with time_machine.travel(datetime(2026, 3, day, hour, 30, tzinfo=UTC), tick=False):
        merge_segments()
