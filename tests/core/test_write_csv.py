"""What a spreadsheet opens is text, cell by cell, and comes back as it was written."""

from __future__ import annotations

import csv
import io
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.csv_reading import read_table
from app.core.csv_writing import BOM, as_meant, as_text, write_rows

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]
PARTED = [f"{mark}{evil}" for mark, evil in product(("a;", "a\t", "a\n", "a\r\n", 'a;"'), EVIL)]
LETTERS = st.text(st.sampled_from("=+-@\t\r\n＝'\";,|a é"), max_size=12)


def read(written: bytes) -> list[list[str]]:
    assert written.startswith(BOM)
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def parted(cell: str) -> list[str]:
    """As a spreadsheet of another country may part it, quotes or not."""
    return [piece.lstrip('"') for piece in re.split(r"[;\t\r\n]", cell) if piece.lstrip('"')]


@pytest.mark.parametrize("cell", [*EVIL, *PARTED])
def test_what_looks_like_a_formula_is_text(cell: str) -> None:
    [[header], [shown]] = read(b"".join(write_rows([cell], [[cell]])))
    assert header == shown
    assert not shown.startswith(FORMULA)
    assert [piece for piece in parted(shown) if piece.startswith(FORMULA)] == []
    assert shown.replace("'", "") == cell.replace("'", "")


@given(st.lists(LETTERS, min_size=2, max_size=4))
def test_what_was_written_is_read_again(cells: list[str]) -> None:
    names = [f"column {number}" for number, _cell in enumerate(cells)]
    written = io.BytesIO(b"".join(write_rows(names, [["x", *cells[1:]]])))
    [row] = list(read_table(written).rows)
    assert list(row.cells.values()) == ["x", *cells[1:]]
    assert all(as_meant(as_text(each)) == each for each in cells)


def test_everything_else_comes_back_as_it_was() -> None:
    row = ["a,b;c", 'she said "no"', "two\r\nlines", "'quoted", " =spaced", "Žluťoučký 🐎", ""]
    assert read(b"".join(write_rows(["x"] * len(row), [row])))[1] == row


def test_numbers_stay_numbers_and_half_characters_harm_nobody() -> None:
    written = b"".join(write_rows(["a", "b", "c", "d"], [[-2, 1.5, None, "x\ud800"]]))
    assert read(written)[1] == ["-2", "1.5", "", "x?"]
    assert b"\r\n-2,1.5," in written
