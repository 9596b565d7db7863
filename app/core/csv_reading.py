"""Tables that people bring: CSV of whatever program, in whatever encoding, read line by line.

What a file is, is guessed from its beginning and said; nothing of it is ever run or computed: a
formula is a text, also where an apostrophe keeps a spreadsheet from computing it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from charset_normalizer import from_bytes

from app.core.csv_writing import as_meant
from app.core.errors import Invalid
from app.core.i18n import _, ngettext
from app.core.text import one_line

BEGINNING = 64 * 1024  # bytes that tell what a file is
LONGEST_CELL = 100_000  # characters
LIKELIEST = "cp1252"  # of those in which a few letters read alike
LONGEST_LINE = 4_000_000  # characters; a packed file must not unpack into one endless line
DELIMITERS = ",;\t|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Shape(NamedTuple):
    """How to read a file. Not `is_sure`: its letters were guessed and should be looked at."""

    encoding: str
    delimiter: str
    is_sure: bool = True


class Row(NamedTuple):
    """One record: the line it begins on, its cells by column, and what is wrong with it, if
    anything."""

    line: int
    cells: dict[str, str]
    fault: str = ""


@dataclass
class Table:
    """A file being read. `columns` are the headers as written, on one line; `faults` is what is
    wrong with them."""

    columns: list[str]
    rows: Iterator[Row]
    shape: Shape
    faults: list[str] = field(default_factory=list)


def shape_of(beginning: bytes) -> Shape:
    """What the first bytes of a file say about all of it."""
    encoding, is_sure = _encoding_of(beginning)
    return Shape(encoding, _delimiter_of(beginning.decode(encoding, errors="replace")), is_sure)


def read_table(source: BinaryIO, shape: Shape | None = None) -> Table:
    """The table in a file, its rows only read when they are asked for. Raises Invalid for a file
    that has no header."""
    beginning = source.read(BEGINNING)
    source.seek(0)
    shape = shape or shape_of(beginning)
    text = io.TextIOWrapper(source, encoding=shape.encoding, errors="replace", newline="")
    csv.field_size_limit(LONGEST_CELL)
    records = csv.reader(_lines(text), delimiter=shape.delimiter, strict=False)
    try:
        columns = [one_line(name.lstrip("\ufeff")) for name in next(records, [])]
    except csv.Error:
        columns = []
    if not any(columns):
        raise Invalid(_("This file has no first line that names its columns."))
    return Table(columns, _rows(records, columns), shape, _faults_of(columns))


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Whoever opened the file closes it: it is given back unclosed."""
    try:
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise Invalid(_("A line of this file is too long; is it the right file?"))
            yield line
    finally:
        if not text.closed:
            text.detach()


def _encoding_of(beginning: bytes) -> tuple[str, bool]:
    for mark, encoding in MARKS:
        if beginning.startswith(mark):
            return encoding, True
    if _is_utf8(beginning):
        return "utf-8", True
    if beginning.count(0) > len(beginning) // 4:
        is_little = beginning[1::2].count(0) > beginning[::2].count(0)
        return "utf-16-le" if is_little else "utf-16-be", True
    guessed = from_bytes(beginning).best()
    if guessed is None or LIKELIEST in guessed.could_be_from_charset:
        return LIKELIEST, False
    return guessed.encoding, False


def _is_utf8(beginning: bytes) -> bool:
    """A letter cut in two at the end does not count against it; ASCII with NULs is UTF-16."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return False
    return 0 not in beginning


def _delimiter_of(text: str) -> str:
    """The one that csv.Sniffer finds, where the header line bears it out; else the commonest one
    in the header."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    in_header = Counter(letter for letter in header if letter in DELIMITERS)
    if not in_header:
        return ","
    try:
        found = csv.Sniffer().sniff(text[:BEGINNING], delimiters=DELIMITERS).delimiter
    except csv.Error:
        found = ""
    return found if in_header[found] else in_header.most_common(1)[0][0]


def _faults_of(columns: list[str]) -> list[str]:
    counted = Counter(name.casefold() for name in columns if name)
    twice = list(dict.fromkeys(name for name in columns if counted[name.casefold()] > 1))
    return [_("The column “%(name)s” is there more than once.", name=name) for name in twice]


def _rows(records: Any, columns: list[str]) -> Iterator[Row]:
    """A record that cannot be read is a row with a fault, and the rest goes on. `records` is a
    csv.reader, which counts lines."""
    while True:
        begins = records.line_num + 1
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error:
            fault = _("A cell of this row is too long, or its quotation marks do not match.")
            yield Row(begins, {}, fault)
            continue
        if any(cell.strip() for cell in cells):
            meant = map(as_meant, cells)
            yield Row(begins, dict(zip(columns, meant, strict=False)), _ragged(cells, columns))


def _ragged(cells: list[str], columns: list[str]) -> str:
    if len(cells) == len(columns):
        return ""
    return ngettext(
        "This row has %(num)s cell, the first line names %(columns)s columns.",
        "This row has %(num)s cells, the first line names %(columns)s columns.",
        len(cells),
        columns=len(columns),
    )
