from __future__ import annotations

import csv
import io

import pytest

from app.core.csv_writing import BOM, write_rows


def read(written: bytes) -> list[list[str]]:
    assert written.startswith(BOM)
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]
)
def test_what_looks_like_a_formula_is_text(cell: str) -> None:
    assert read(b"".join(write_rows([cell], [[cell]]))) == [["'" + cell], ["'" + cell]]


def test_everything_else_comes_back_as_it_was() -> None:
    row = ["a,b;c", 'she said "no"', "two\r\nlines", "'=quoted", " =spaced", "Žluťoučký 🐎", ""]
    assert read(b"".join(write_rows(["x"] * len(row), [row])))[1] == row


def test_numbers_stay_numbers_and_half_characters_harm_nobody() -> None:
    written = b"".join(write_rows(["a", "b", "c", "d"], [[-2, 1.5, None, "x\ud800"]]))
    assert read(written)[1] == ["-2", "1.5", "", "x?"]
