from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from whoosh.reading import SegmentReader

from app.search.errors import IndexBusy, IndexUnavailable
from app.search.whoosh_engine import WhooshEngine
from app.search.whoosh_folder import IndexFolder
from tests.search.wishes import put, wish, wishes

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from pathlib import Path
from app.search.documents import Document
from app.search.whoosh_engine import WhooshEngine

engine = WhooshEngine(Path(sys.argv[1]))
first = int(sys.argv[2])
for number in range(first, first + int(sys.argv[3])):
    with engine.writing() as index:
        index.put([Document("idea", number, f"Numbered wish {number}", "")])
    print(number, flush=True)
"""


def start_writer(folder: Path, *, first: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(first), str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_written_document_is_found_at_once(engine: WhooshEngine):
    assert engine.similar("quarterly forecast") == []
    put(engine, wish(30, "Forecast for the next quarter"))
    assert engine.similar("quarterly forecast")[0].id == 30


def test_a_changed_document_is_found_by_its_new_words_only(engine: WhooshEngine):
    put(engine, wish(2, "Night theme"))
    assert engine.similar("night")[0].id == 2
    assert engine.similar("dashboard") == []
    assert engine.contents()["idea", 2] == wish(2, "Night theme").fingerprint
    assert len(engine.contents()) == len(wishes())


def test_words_that_were_asked_for_before_a_change_are_forgotten_with_it(engine: WhooshEngine):
    put(engine, *(wish(number, f"Balcony plants {number}") for number in range(50, 60)))
    assert len(engine.similar("balcony")) == 10
    put(engine, wish(50, "Night theme"))
    assert 50 not in [hit.id for hit in engine.similar("balcony")]
    with engine.writing() as index:
        index.remove([("idea", 51)])
    assert sorted(hit.id for hit in engine.similar("balcony")) == list(range(52, 60))


def test_the_last_of_two_wordings_in_one_batch_counts(engine: WhooshEngine):
    put(engine, wish(2, "Night theme"), wish(2, "Evening theme"))
    assert engine.similar("evening")[0].id == 2
    assert engine.similar("night") == []


def test_a_removed_document_is_gone(engine: WhooshEngine):
    with engine.writing() as index:
        index.remove([("idea", 6), ("idea", 999)])
    assert engine.similar("camt") == []
    assert ("idea", 6) not in engine.contents()


def test_many_small_commits_keep_the_contents(engine: WhooshEngine):
    for number in range(2, 30):
        put(engine, wish(number % 5 + 1, f"Wording {number}"))
    assert len(engine.contents()) == len(wishes())
    assert engine.similar("wording 29")[0].id == 5


def test_pieces_are_put_together_and_nothing_is_lost(engine: WhooshEngine):
    for number in range(100, 104):
        put(engine, wish(number, f"Numbered wish {number}"))
    assert engine.segments() > 1
    before = engine.contents()
    engine.merge_segments()
    assert engine.segments() == 1
    assert engine.contents() == before
    assert {hit.id for hit in engine.similar("numbered")} == {100, 101, 102, 103}


def test_an_open_reader_sees_what_another_process_wrote(engine: WhooshEngine, index_dir: Path):
    assert engine.similar("numbered") == []
    writer = start_writer(index_dir, first=500, count=3)
    writer.communicate(timeout=30)
    assert {hit.id for hit in engine.similar("numbered")} == {500, 501, 502}


def test_a_segment_replaced_while_it_is_opened_is_no_damage(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
):
    assert engine.similar("night") == []
    put(engine, wish(2, "Night theme"))
    opening, vanished = SegmentReader.__init__, []

    def vanish_once(reader: SegmentReader, *args: Any, **kwargs: Any) -> None:
        if not vanished:
            vanished.append(True)
            raise FileNotFoundError
        opening(reader, *args, **kwargs)

    monkeypatch.setattr(SegmentReader, "__init__", vanish_once)
    assert engine.similar("night")[0].id == 2
    assert vanished


def test_two_processes_write_in_turn_while_threads_read(engine: WhooshEngine, index_dir: Path):
    with (
        start_writer(index_dir, first=500, count=8) as one,
        start_writer(index_dir, first=600, count=8) as other,
        ThreadPoolExecutor(4) as readers,
    ):
        while one.poll() is None or other.poll() is None:
            answers = readers.map(engine.similar, ["export pdf"] * 8)
            assert all(hits[0].id == 1 for hits in answers)
    assert one.returncode == other.returncode == 0
    assert len(engine.contents()) == len(wishes()) + 16


def test_a_killed_writer_loses_nothing_it_confirmed(engine: WhooshEngine, index_dir: Path):
    confirmed: list[int] = []
    for first in (500, 600, 700):
        writer = start_writer(index_dir, first=first, count=1_000)
        assert writer.stdout is not None
        confirmed += [int(writer.stdout.readline()) for _ in range(3)]
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
    contents = engine.contents()
    assert all(("idea", number) in contents for number in confirmed)
    put(engine, wish(1_000, "After the crash"))
    assert engine.similar("after the crash")[0].id == 1_000


def test_a_second_writer_waits_and_then_gives_up(
    engine: WhooshEngine, index_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.search.whoosh_folder.LOCK_WAIT", 0.05)
    with IndexFolder(index_dir).locked(), pytest.raises(IndexBusy):
        put(engine, wish(1, "Anything"))
    put(engine, wish(1, "Fountain pens"))
    assert engine.similar("fountain")[0].id == 1


def test_writing_to_a_missing_index_says_so(index_dir: Path):
    with pytest.raises(IndexUnavailable):
        put(WhooshEngine(index_dir), wish(1, "Anything"))
