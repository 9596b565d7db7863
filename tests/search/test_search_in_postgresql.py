"""The index in PostgreSQL finds what the index in a folder finds, for the same reasons, and keeps
what the database keeps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

import config
from app.core import jobs
from app.core.db import database, session
from app.ideas.models import Idea
from app.search import service
from app.search.documents import Document, Hit
from app.search.engine import Engine
from app.search.errors import IndexBusy, IndexUnavailable
from app.search.jobs import check, feed_index
from app.search.lexicon import PLAIN, Lexicon
from app.search.postgresql_engine import PostgresqlEngine
from app.search.searchable import engine as of_portal
from app.search.whoosh_engine import WhooshEngine
from app.web import create_app
from tests.conftest import settings_for
from tests.postgresql import postgresql_url
from tests.search.portal import hide, reword
from tests.search.wishes import WISHES, put, wish, wishes

__all__ = ["postgresql_url"]
pytestmark = pytest.mark.postgresql
Post = Callable[..., Idea]
MEANS = Lexicon(PLAIN.analyzer, synonyms={("theme",): (("dark", "mode"),)})


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    url = request.getfixturevalue("postgresql_url")
    more = {"HEED_DATABASE_URL": url, "HEED_SEARCH": "postgresql"}
    made = create_app(settings_for(tmp_path / "data", **more))
    with made.app_context():
        upgrade()
        yield made
        session.remove()
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS heed_search CASCADE"))
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        database.engine.dispose()
        jobs.disconnect()


@pytest.fixture
def engine(app: Flask) -> Engine:
    built = PostgresqlEngine(database.engine)
    assert built.rebuild(wishes()) == len(wishes())
    return built


@pytest.fixture
def in_folder(tmp_path: Path) -> Engine:
    built = WhooshEngine(tmp_path / "beside")
    built.rebuild(wishes())
    return built


def ids(title: str) -> list[int]:
    return [hit.id for hit in service.similar(title, kind="idea")]


def as_said(hits: list[Hit]) -> list[tuple[float, bool, dict[str, float]]]:
    """What two engines say alike, whatever their order among equals."""
    terms = [{term: round(weight, 6) for term, weight in hit.terms.items()} for hit in hits]
    return [(round(hit.score, 6), hit.is_likely, why) for hit, why in zip(hits, terms, strict=True)]


def drop_index() -> None:
    session.rollback()  # it has read from there
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA heed_search CASCADE"))


def kept() -> list[list[tuple[object, ...]]]:
    """Everything the index holds."""
    with database.engine.begin() as connection:
        return [
            sorted(tuple(row) for row in connection.execute(text(asked)))
            for asked in (
                "SELECT kind, id, fingerprint, words::text, counts::text"
                " FROM heed_search.documents",
                "SELECT * FROM heed_search.terms",
                "SELECT * FROM heed_search.spellings",
                "SELECT * FROM heed_search.state",
            )
        ]


@pytest.mark.parametrize("with_body", [False, True])
def test_both_find_the_same_for_the_same_reasons(
    engine: Engine, in_folder: Engine, with_body: bool
) -> None:
    for number, (title, body) in enumerate(WISHES):
        asked = (f"{title} {WISHES[number - 1][0]}", body if with_body else "")
        here, there = engine.similar(*asked), in_folder.similar(*asked)
        assert as_said(here) == as_said(there)
        assert {hit.id for hit in here} == {hit.id for hit in there}
    assert as_said(engine.similar("a theme", lexicon=MEANS)) == as_said(
        in_folder.similar("a theme", lexicon=MEANS)
    )


@pytest.mark.parametrize(
    "typed", ["remind me of overd", "curr", "keybaord shortcust", "MT9400", "", "the of", "a'b\\c"]
)
def test_both_read_what_is_half_typed_or_misspelled_alike(
    engine: Engine, in_folder: Engine, typed: str
) -> None:
    assert as_said(engine.similar(typed)) == as_said(in_folder.similar(typed))
    assert engine.corrections(typed) == in_folder.corrections(typed)


def test_what_is_newer_than_the_index_stands_in_for_its_own(engine: Engine) -> None:
    newer = wish(2, "Evening theme")
    assert engine.similar("evening", overlay=[newer])[0].id == 2
    assert 2 not in [hit.id for hit in engine.similar("dark dashboard", overlay=[newer])]


WRITES = st.lists(
    st.tuples(st.sampled_from(["put", "remove"]), st.integers(1, 6), st.integers(0, 5)), max_size=12
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes=WRITES)
def test_what_is_written_one_by_one_is_what_is_built_at_once(
    engine: Engine, writes: list[tuple[str, int, int]]
) -> None:
    texts = {each.key: each for each in wishes()}
    engine.rebuild(texts.values())
    for act, number, words in writes:
        document = Document("idea", number, *WISHES[words])
        with engine.writing() as index:
            if act == "put":
                index.put([document])
                texts[document.key] = document
            else:
                index.remove([document.key])
                texts.pop(document.key, None)
    written = kept()
    engine.rebuild(texts.values())
    assert written == kept()


def test_a_portal_is_searched_fed_and_mended(app: Flask, post_idea: Post) -> None:
    feed_index()
    idea, other = post_idea("Export invoices as PDF"), post_idea("Dark mode")
    assert ids("invoice export") == [idea.id]  # not yet indexed
    feed_index()
    session.rollback()
    assert ids("invoice export") == [idea.id]
    reword(other, "Night mode")
    hide(idea)
    feed_index()
    assert check().is_clean
    assert ids("invoice") == []
    assert ids("night") == [other.id]

    drop_index()
    assert ids("night mode") == [other.id]  # by titles
    assert not of_portal().is_sound()
    feed_index()
    session.rollback()
    assert check().is_clean
    assert ids("night") == [other.id]


def test_an_index_of_another_language_waits_for_a_rebuild(engine: Engine) -> None:
    german = PostgresqlEngine(database.engine, "de")
    with pytest.raises(IndexUnavailable, match="made for"):
        german.similar("theme")
    german.rebuild(wishes())
    assert german.is_sound()
    assert not engine.is_sound()


def test_one_writes_at_a_time_and_readers_read_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.postgresql_engine.LOCK_WAIT", 0.1)
    with engine.writing() as index:
        index.put([wish(30, "Fountain")])
        with pytest.raises(IndexBusy):
            engine.rebuild([])
        assert engine.similar("fountain") == []
    session.rollback()
    assert [hit.id for hit in engine.similar("fountain")] == [30]


def test_a_rebuild_keeps_what_is_there_until_it_is_whole(engine: Engine) -> None:
    built, seen = threading.Event(), threading.Event()

    def slowly() -> Iterator[Document]:
        yield wish(40, "Solitary survivor")
        built.set()
        seen.wait(timeout=30)

    builder = threading.Thread(target=lambda: engine.rebuild(slowly()))
    builder.start()
    assert built.wait(timeout=30)
    assert engine.similar("export pdf")[0].id == 1
    session.rollback()
    seen.set()
    builder.join(timeout=30)
    assert engine.similar("export pdf") == []
    assert engine.size() == 1


def test_many_changes_at_once_are_one_commit(engine: Engine) -> None:
    put(engine, *(wish(number, f"Numbered wish {number}") for number in range(1_000, 3_100)))
    session.rollback()
    assert engine.size() == len(wishes()) + 2_100
    assert len(engine.similar("numbered", limit=2_500)) == 2_100


def test_it_needs_postgresql(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match="names no PostgreSQL database"):
        config.load({"HEED_DATA_DIR": str(tmp_path), "HEED_SEARCH": "postgresql"})
