"""Files of ideas go once nobody needs them, and at once where they name somebody who was erased."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.importing import jobs, store
from app.ideas.importing.jobs import bring_in, sweep_files
from app.ideas.models import Board, Import, ImportState
from app.people.models import User
from app.people.privacy.erase import erase
from app.people.privacy.jobs import take_out_names
from tests.browsers import Browser
from tests.ideas.test_bring_ideas import newest, upload
from tests.personas import make_person

NAME, ADDRESS = "Zoë Quillfeather", "zoe.q@heed.example"
THEIRS = f"Title,Author mail,Author\nExports,{ADDRESS},{NAME}\n"
OTHERS = "Title,Author mail\nImports,ines@moreau.example\n"


@pytest.fixture
def as_marta(app: Flask, board: Board, marta: User) -> Browser:
    return Browser(app).sign_in(marta)


def gone(person: User, root: User) -> None:
    with writing():
        erase(person, actor=root)
    take_out_names()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (THEIRS, "ideas.csv"),
        (THEIRS.encode("utf-16"), "ideas.csv"),
        (gzip.compress(THEIRS.encode()), "ideas.csv.gz"),
        ('{"title": "Exports", "author_name": "Zo\\u00eb Quillfeather"}\n', "ideas.jsonl"),
    ],
)
def test_a_file_that_waits_goes_with_whom_it_names(
    as_marta: Browser, root: User, content: bytes | str, name: str
) -> None:
    zoe = make_person(NAME, email=ADDRESS)
    theirs = upload(as_marta, content, name).location
    path = store.file_of(newest().uid)
    others = upload(as_marta, OTHERS).location
    kept = store.file_of(newest().uid)
    gone(zoe, root)
    assert not path.exists()
    assert kept.read_text() == OTHERS
    page = as_marta.get(theirs).text
    assert "Somebody who was erased here stood in the file" in page
    assert as_marta.post(f"{theirs}/begin").status_code == 409
    assert as_marta.post(f"{others}/begin", {"board": "product"}).status_code == 303


def test_what_waits_for_the_worker_brings_nobody_back(as_marta: Browser, root: User) -> None:
    zoe = make_person(NAME, email=ADDRESS)
    where = upload(as_marta, THEIRS).location
    assert as_marta.post(f"{where}/begin", {"board": "product"}).status_code == 303
    assert newest().state is ImportState.QUEUED
    gone(zoe, root)
    bring_in()
    assert newest().state is ImportState.FAILED
    assert session.scalar(select(func.count(User.id)).where(User.email == ADDRESS)) == 0


def test_a_file_that_stopped_is_not_kept(as_marta: Browser) -> None:
    where = upload(as_marta, THEIRS).location
    as_marta.post(f"{where}/begin", {"board": "product"})
    path = store.file_of(newest().uid)
    path.write_bytes(b"\x1f\x8bcut off")
    bring_in()
    assert newest().state is ImportState.FAILED
    assert not path.exists()


def in_days(days: int) -> time_machine.travel:
    jobs._swept_at = None
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def test_what_was_never_begun_goes_after_a_week(as_marta: Browser) -> None:
    where = upload(as_marta, THEIRS).location
    path = store.file_of(newest().uid)
    with in_days(6):
        sweep_files()
    assert path.exists()
    with in_days(8):
        sweep_files()
    assert not path.exists()
    assert as_marta.get(where).status_code == 404
    assert session.scalar(select(func.count(Import.id))) == 0


def test_what_waits_for_the_worker_stays_and_what_nobody_names_goes(as_marta: Browser) -> None:
    where = upload(as_marta, THEIRS).location
    as_marta.post(f"{where}/begin", {"board": "product"})
    queued = store.file_of(newest().uid)
    left, report = queued.with_name("new-half"), queued.with_name("a.rejected.csv")
    left.touch()
    report.touch()
    with in_days(8):
        sweep_files()
    assert [path.exists() for path in (queued, left, report)] == [True, False, True]


def test_the_page_about_times_says_so(app: Flask, root: User) -> None:
    page = Browser(app).sign_in(root).get("/manage/settings/keeping").text
    assert "Files of ideas that were uploaded and never brought in" in page
