"""Tables of whatever program: each becomes the ideas it holds, or is refused with a word; none is
half brought in, and nothing of one is ever a formula to whoever opens it."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from pathlib import Path

from sqlalchemy import delete, func, select

from app.core.db import session, writing
from app.core.errors import HeedError
from app.duplicates.models import ToCompare
from app.ideas.importing import bringing, store
from app.ideas.importing.guessing import guessed
from app.ideas.importing.jobs import bring_in
from app.ideas.importing.preview import preview
from app.ideas.importing.reading import BroughtFile, first_look
from app.ideas.importing.run import statuses_by_name
from app.ideas.models import Board, Idea, IdeaTag, Import, ImportState
from app.people.models import User
from app.telling.models import Delivery
from app.votes.models import Follow, Vote
from tests.core.test_write_csv import FORMULA

REFUSED = None
NAMES = ["Über alles", "Größe zählt"]
PLAIN = "title;body\nÜber alles;ok\nGröße zählt;so\n"
# What is brought, and the titles it becomes, or REFUSED; left-out rows are counted.
TABLES: dict[str, tuple[bytes, list[str] | None, int]] = {
    "plain": (PLAIN.encode(), NAMES, 0),
    "with a mark": (PLAIN.encode("utf-8-sig"), NAMES, 0),
    "UTF-16": (PLAIN.encode("utf-16"), NAMES, 0),
    "UTF-16, big end first": (PLAIN.encode("utf-16-be"), NAMES, 0),
    "UTF-16 without a mark": (PLAIN.encode("utf-16-le"), NAMES, 0),
    "UTF-32": (PLAIN.encode("utf-32"), NAMES, 0),
    "Latin-1": (PLAIN.encode("latin-1"), NAMES, 0),
    "Windows": (PLAIN.encode("cp1252"), NAMES, 0),
    "commas": (PLAIN.replace(";", ",").encode(), NAMES, 0),
    "tabs": (PLAIN.replace(";", "\t").encode(), NAMES, 0),
    "bars": (PLAIN.replace(";", "|").encode(), NAMES, 0),
    "Windows line ends": (PLAIN.replace("\n", "\r\n").encode(), NAMES, 0),
    "old Macintosh line ends": (PLAIN.replace("\n", "\r").encode(), NAMES, 0),
    "packed": (gzip.compress(PLAIN.encode()), NAMES, 0),
    "line ends in cells": (b'title,body\n"A\nb","c,\nd"\n', ["A b"], 0),
    "quotes in cells": (b'title\n"Say ""when"""\n', ['Say "when"'], 0),
    "blank rows": (b"title\n\nA wish\n\n\n", ["A wish"], 0),
    "formulas": (b"title\n=1+1\n@SUM(A1)\n+cmd\n-2\n", ["=1+1", "@SUM(A1)", "+cmd", "-2"], 0),
    "NUL and bells": (b"title\nA\x07 wi\x00sh\n", ["A wi sh"], 0),
    "a ragged row": (b"title,body\nA,b,c\nFine,ok\nShort\n", ["Fine"], 2),
    "no title in a row": (b"title,body\n,b\nFine,ok\n", ["Fine"], 1),
    "letters that do not fit": (b"title\nFine\nBr\xc3\n" + "Ü".encode() * 9 + b"\n", ["Fine"], -1),
    "a title too long": (b"title\n" + b"x" * 301 + b"\nFine\n", ["Fine"], 1),
    "a body too long": (b"title,body\nLong," + b"x" * 20_001 + b"\nFine,ok\n", ["Fine"], 1),
    "an unclosed quote": (b'title,body\nFine,ok\n"Open,no end\n', ["Fine"], 1),
    "the same number twice": (b"id,title\n1,One\n1,Two\n", ["One"], 1),
    "no such date": (b"title,created\nA,2026-13-40\nFine,2026-01-02\n", ["Fine"], 1),
    "a column twice": (b"title,Title\nA,b\n", REFUSED, 0),
    "no title column": (b"a,b\n1,2\n", REFUSED, 0),
    "nothing": (b"", REFUSED, 0),
    "only line ends": (b"\n\n\n", REFUSED, 0),
    "cut off": (gzip.compress(PLAIN.encode() * 99)[:-20], REFUSED, 0),
    "one endless line": (gzip.compress(b"a" * 5_000_000), REFUSED, 0),
}


def test_every_table_is_brought_in_whole_or_refused(
    board: Board, marta: User, tmp_path: Path
) -> None:
    breaches = [
        name
        for name, (content, titles, left_out) in TABLES.items()
        if not _is_as_said(_bring(content, board, marta, tmp_path), titles, left_out)
    ]
    print(f"{len(TABLES)} tables, {len(breaches)} breaches")
    assert breaches == []
    assert session.scalar(select(func.count(Delivery.id))) == 0


def _is_as_said(found: tuple[list[str], int] | None, titles: list[str] | None, left: int) -> bool:
    if found is None or titles is None:
        return found is titles
    is_counted = left < 0 or (len(found[0]), found[1]) == (len(titles), left)
    return set(titles) <= set(found[0]) and is_counted


def _bring(content: bytes, board: Board, marta: User, folder: Path) -> tuple[list[str], int] | None:
    """Titles and how many rows were left out; None for a file that was refused, which has left
    nothing behind."""
    _forget_everything()
    source = folder / "table.csv"
    source.write_bytes(content)
    try:
        _begin(source, board, marta)
    except HeedError:
        return None
    bring_in()
    session.rollback()
    brought = session.scalars(select(Import)).one()
    assert brought.state is ImportState.DONE, brought.last_error
    _refuse_formulas(store.rejected_file_of(brought.uid))
    return list(session.scalars(select(Idea.title))), brought.rejected_rows


def _begin(source: Path, board: Board, marta: User) -> None:
    with source.open("rb") as stream:
        path = store.take_in(stream)
    reading = first_look(path, source.name)
    reading = guessed(reading, preview(BroughtFile(path, source.name, reading), statuses_by_name()))
    looked_at = replace(reading, is_sure=True)
    with writing():
        brought = bringing.take_in(path, looked_at, name=source.name, board=board, actor=marta)
        bringing.begin(brought, actor=marta)


def _forget_everything() -> None:
    with writing():
        for table in (Vote, Follow, IdeaTag, ToCompare, Idea, Import):
            session.execute(delete(table))


def _refuse_formulas(path: Path) -> None:
    if path.exists():
        with path.open(newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert not [cell for cell in cells if cell.startswith(FORMULA)]
