"""What every test may use: a portal of its own, people, boards, ideas and browsers.

Every test has a database, data folder and index of its own; nothing is shared, so the order of
tests does not matter.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask_migrate import upgrade

import config
from app.core import jobs
from app.core.db import database, session, writing
from app.ideas.models import Audience, Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import Organisation, Role, User
from app.web import create_app
from app.web.cli.serve import NEW_OBJECTS
from tests.browsers import Browser
from tests.databases import database_of, settings_of, skip_what_is_for_sqlite
from tests.personas import make_person
from tests.postgresql import roomy_place
from tests.speed import compiled_templates, keep_statements, keep_what_comes_out_the_same

# Chromium is started once a process, so it is known to all tests from here.
pytest_plugins = ["tests.chromium"]

keep_what_comes_out_the_same()
# How long one example takes says more about the machine than about us; benches measure time.
hypothesis.settings.register_profile("heed", deadline=None)
hypothesis.settings.load_profile("heed")


def pytest_configure(config: pytest.Config) -> None:
    """Data folders are in memory: SQLite waits for a disk at each commit, and nothing of a test has
    to outlive a power cut. What `make prove` measures, it measures on disk."""
    if config.option.markexpr != "prove":
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", roomy_place())
    gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays: the collector need not look through it again and again, nor after
    every 700 objects at all that lives as long as its test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    skip_what_is_for_sqlite(item)


def settings_for(folder: Path, **more: str) -> config.Config:
    return config.load(
        {
            "HEED_BASE_URL": "http://localhost",
            "HEED_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
            **settings_of(folder, **more),
        }
    )


@contextmanager
def opened(folder: Path, **more: str) -> Iterator[Flask]:
    """The application on a data folder, its context open, so that services can be called directly.
    Nothing of it stays connected."""
    made = create_app(settings_for(folder, **more))
    made.jinja_env.bytecode_cache = compiled_templates
    with made.app_context():
        keep_statements(database.engine)
        yield made
        session.remove()
        database.engine.dispose()
        jobs.disconnect()


@pytest.fixture(scope="session")
def empty_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a migrated database, made once a process and copied for each test."""
    with database_of(tmp_path_factory.mktemp("empty")) as folder:
        with opened(folder):
            upgrade()
        yield folder


@pytest.fixture
def data_dir(tmp_path: Path, empty_portal: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    folder.mkdir()
    with database_of(folder, like=empty_portal):
        yield folder


@pytest.fixture
def bare_dir(tmp_path: Path) -> Iterator[Path]:
    """A data folder before `flask setup`: its database holds nothing."""
    folder = tmp_path / "bare"
    folder.mkdir()
    with database_of(folder):
        yield folder


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    """The application with its context open. Requests of a `Browser` run in a context of their own
    all the same."""
    with opened(data_dir) as made:
        yield made


@pytest.fixture
def northwind(app: Flask) -> Organisation:
    with writing():
        organisation = Organisation(name="Northwind", domains=["northwind.example"], revenue=12_000)
        session.add(organisation)
    return organisation


@pytest.fixture
def contoso(app: Flask) -> Organisation:
    with writing():
        organisation = Organisation(name="Contoso", domains=["contoso.example"], revenue=90_000)
        session.add(organisation)
    return organisation


@pytest.fixture
def ada(app: Flask, northwind: Organisation) -> User:
    """A customer."""
    return make_person("Ada Lovelace", organisation=northwind)


@pytest.fixture
def ben(app: Flask, contoso: Organisation) -> User:
    """A customer of another organisation."""
    return make_person("Ben Okri", organisation=contoso)


@pytest.fixture
def jun(app: Flask) -> User:
    """An employee."""
    return make_person("Jun Sato", role=Role.EMPLOYEE)


@pytest.fixture
def marta(app: Flask) -> User:
    """A VoC manager."""
    return make_person("Marta de Vries", role=Role.MANAGER)


@pytest.fixture
def root(app: Flask) -> User:
    """An administrator."""
    return make_person("Ruth Root", role=Role.ADMIN)


@pytest.fixture
def board(app: Flask) -> Board:
    """A public board."""
    with writing():
        made = Board(slug="product", name="Product", question="What would make it better?")
        session.add(made)
    return made


@pytest.fixture
def staff_board(app: Flask) -> Board:
    """A board only employees see."""
    with writing():
        made = Board(slug="inside", name="Inside", audience=Audience.EMPLOYEES, position=9)
        session.add(made)
    return made


@pytest.fixture
def idea(board: Board, ada: User) -> Idea:
    """Ada's idea on the public board; it carries her vote."""
    written = draft("Warn me before the bank link expires", "A week ahead would do.")
    with writing():
        return submit(written, board=board, author=ada)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser nobody has signed in with."""
    return Browser(app)
