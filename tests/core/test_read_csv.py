"""Files of all kinds of programs become the same table."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.csv_reading import Shape, read_table, shape_of
from app.core.errors import Invalid

TEXT = "name;segment\nÄpfel & Söhne;Handel\n"


@pytest.mark.parametrize(
    ("content", "encoding", "is_sure"),
    [
        (TEXT.encode(), "utf-8", True),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8-sig", True),
        (TEXT.encode("utf-16"), "utf-16", True),
        (TEXT.encode("utf-16-le"), "utf-16-le", True),
        (TEXT.encode("utf-16-be"), "utf-16-be", True),
        (TEXT.encode("latin-1"), "cp1252", False),
    ],
)
def test_every_encoding_reads_alike(content: bytes, encoding: str, is_sure: bool) -> None:
    table = read_table(io.BytesIO(content))
    assert table.shape == Shape(encoding, ";", is_sure)
    assert table.columns == ["name", "segment"]
    assert [row.cells for row in table.rows] == [{"name": "Äpfel & Söhne", "segment": "Handel"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found(delimiter: str) -> None:
    text = f"name{delimiter}plan\nNorth{delimiter}Pro\nSouth{delimiter}\n"
    assert shape_of(text.encode()).delimiter == delimiter


def test_a_formula_is_a_text() -> None:
    table = read_table(io.BytesIO(b"name,plan\nAda,=1+1\nBen,@SUM(A1)\n"))
    assert [row.cells["plan"] for row in table.rows] == ["=1+1", "@SUM(A1)"]


def test_cells_may_hold_lines_quotes_and_delimiters() -> None:
    table = read_table(io.BytesIO(b'name,plan\n"A ""quoted"", one","two\nlines"\nlast,x\n'))
    rows = list(table.rows)
    assert rows[0].cells == {"name": 'A "quoted", one', "plan": "two\nlines"}
    assert [row.line for row in rows] == [2, 4], "a row is where it begins"


def test_ragged_rows_and_doubled_headers_are_named() -> None:
    table = read_table(io.BytesIO(b"name,plan,Name\na,b\nc,d,e,f\ng,h,i\n"))
    assert table.faults == [
        "The column “name” is there more than once.",
        "The column “Name” is there more than once.",
    ]
    faults = [row.fault for row in table.rows]
    assert faults[0] == "This row has 2 cells, the first line names 3 columns."
    assert faults[1] == "This row has 4 cells, the first line names 3 columns."
    assert faults[2] == ""


@pytest.mark.parametrize("content", [b"", b"\n\n", b" , ,\n1,2,3\n"])
def test_a_file_without_a_header_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="first line"):
        read_table(io.BytesIO(content))


def test_a_cell_without_end_is_a_fault_and_nothing_breaks() -> None:
    table = read_table(io.BytesIO(b"name,plan\n" + b"x" * 200_000 + b",y\nAda,Pro\n"))
    rows = list(table.rows)
    assert "too long" in rows[0].fault
    assert rows[-1].cells == {"name": "Ada", "plan": "Pro"}


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    with suppress(Invalid):
        list(read_table(io.BytesIO(content)).rows)
