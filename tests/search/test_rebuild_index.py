from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.search.documents import Document
from app.search.errors import IndexUnavailable
from app.search.whoosh_engine import WhooshEngine
from app.search.whoosh_folder import SCHEMA_VERSION, IndexFolder
from tests.search.damage import break_postings
from tests.search.wishes import put, wish, wishes


def builds(index_dir: Path) -> list[Path]:
    return list(index_dir.glob("build-*"))


def test_a_rebuild_replaces_everything_and_leaves_one_folder(engine: WhooshEngine, index_dir: Path):
    assert engine.rebuild([wish(900, "Solitary survivor")]) == 1
    assert engine.contents() == {("idea", 900): wish(900, "Solitary survivor").fingerprint}
    assert len(builds(index_dir)) == 1


def test_a_rebuild_in_several_commits_tells_its_progress(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.search.whoosh_engine.COMMIT_SIZE", 50)
    told: list[int] = []
    assert engine.rebuild(wishes(), told.append) == 110
    assert told == [50, 100, 110]
    assert len(engine.contents()) == 110


def test_another_process_moves_to_the_new_index(engine: WhooshEngine, index_dir: Path):
    other = WhooshEngine(index_dir)
    assert other.similar("export pdf")
    engine.rebuild([wish(900, "Solitary survivor")])
    assert other.similar("export pdf") == []
    assert other.similar("solitary survivor")[0].id == 900


def test_searching_goes_on_while_the_index_is_rebuilt(engine: WhooshEngine):
    with ThreadPoolExecutor(1) as builder:
        for _ in range(15):
            rebuilding = builder.submit(engine.rebuild, wishes())
            while not rebuilding.done():
                assert engine.similar("export pdf")[0].id == 1
            rebuilding.result()


def test_an_abandoned_rebuild_changes_nothing(engine: WhooshEngine, index_dir: Path):
    def broken() -> Iterator[Document]:
        yield wish(900, "Solitary survivor")
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        engine.rebuild(broken())
    assert len(engine.contents()) == len(wishes())
    engine.rebuild(wishes())
    assert len(builds(index_dir)) == 1


def _pointer_is_garbage(index_dir: Path) -> None:
    (index_dir / "current.json").write_bytes(b"\x00\xff{")


def _pointer_is_of_another_version(index_dir: Path) -> None:
    pointer = index_dir / "current.json"
    settings = json.loads(pointer.read_text())
    pointer.write_text(json.dumps({**settings, "schema": SCHEMA_VERSION + 1}))


def _build_is_gone(index_dir: Path) -> None:
    shutil.rmtree(builds(index_dir)[0])


def _everything_is_gone(index_dir: Path) -> None:
    shutil.rmtree(index_dir)


def _files_are_empty(index_dir: Path) -> None:
    for path in builds(index_dir)[0].iterdir():
        path.write_bytes(b"")


def _segments_are_garbage(index_dir: Path) -> None:
    for path in builds(index_dir)[0].glob("*.seg"):
        path.write_bytes(b"\xa5" * path.stat().st_size)


def test_a_reader_that_trips_tells_the_worker_who_had_seen_nothing(
    engine: WhooshEngine, index_dir: Path
):
    worker = WhooshEngine(index_dir)
    break_postings(index_dir)
    assert worker.is_sound()
    with pytest.raises(IndexUnavailable):
        engine.similar("share reports")
    assert not worker.is_sound()
    worker.rebuild(wishes())
    assert worker.is_sound()


def test_a_false_alarm_keeps_the_index(engine: WhooshEngine, index_dir: Path):
    folder = IndexFolder(index_dir)
    folder.doubt()
    assert engine.is_sound()
    assert not folder.is_doubted()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh forgets files it fails to open
@pytest.mark.parametrize(
    "break_it",
    [
        _pointer_is_garbage,
        _pointer_is_of_another_version,
        _build_is_gone,
        _everything_is_gone,
        _files_are_empty,
        _segments_are_garbage,
    ],
)
def test_a_broken_index_raises_one_error_and_a_rebuild_mends_it(
    engine: WhooshEngine, index_dir: Path, break_it
):
    break_it(index_dir)
    for reader in (engine, WhooshEngine(index_dir)):
        if break_it in (_files_are_empty, _segments_are_garbage) and reader is engine:
            continue  # what is mapped already may still be read
        with pytest.raises(IndexUnavailable):
            reader.similar("export pdf")
        assert not reader.is_sound()
        with pytest.raises(IndexUnavailable):
            put(reader, wish(1, "Anything"))

    engine.rebuild(wishes())
    assert engine.is_sound()
    assert engine.similar("export pdf")[0].id == 1
    gc.collect()
