"""The chain stays one chain, whoever writes at the same moment."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEntry, broken_link, mark, record, still_holds
from app.core.db import session, writing
from tests.databases import settings_of

WRITE = """
import config, sys
from app.web import create_app
from app.core.audit import record
from app.core.db import writing
app = create_app(config.load())
with app.app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(%d):
        with writing():
            record(None, "idea.edit", f"ideas:{number}", after={"number": number})
"""


def count() -> int:
    session.rollback()
    return session.scalar(select(func.count(AuditEntry.id))) or 0


def test_threads_write_one_chain(app: Flask) -> None:
    def write() -> None:
        with app.app_context():
            for number in range(10):
                with writing():
                    record(None, "idea.edit", f"ideas:{number}")
            session.remove()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count() == 60
    assert broken_link() is None


@pytest.mark.parametrize("each", [20, pytest.param(500, marks=pytest.mark.prove)])
def test_processes_write_one_chain(app: Flask, data_dir: Path, each: int) -> None:
    session.rollback()
    writers = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", WRITE % each],
            env=settings_of(data_dir),
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n", timeout=300)
        assert writer.returncode == 0
    assert count() == 2 * each
    assert broken_link() is None


def test_a_mark_tells_a_log_that_was_cut_off(app: Flask) -> None:
    assert still_holds(mark()), "an empty log too"
    with writing():
        record(None, "idea.edit", "ideas:1")
    noted = mark()
    with writing():
        record(None, "idea.edit", "ideas:2")
    assert still_holds(noted)
    number, _colon, chain = mark().partition(":")
    assert not still_holds(f"{int(number) + 1}:{chain}"), "what came after is gone"
    assert not still_holds(f"{number}:{'0' * 64}")
    assert not still_holds("nonsense")
