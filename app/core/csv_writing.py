"""The one writer of CSV: what a spreadsheet opens shows every cell as the text it is.

Cells that a spreadsheet would take for a formula begin with an apostrophe (OWASP, CSV injection).
So does what follows a mark at which a spreadsheet of another country parts cells or rows. What is
brought in again loses that apostrophe, and only that one: `as_meant` undoes `as_text`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

_FORMULA = r"(?='*[=+\-@＝＋－＠])"
_BLANK = r"(?='*[\t\r\n])"  # a spreadsheet that strips it computes what follows
_PARTS = r'(?:\A|[;\t\r\n]"*)'
_TAKEN_FOR_FORMULA = re.compile(rf"(\A{_BLANK}|{_PARTS}{_FORMULA})")
_MADE_TEXT = re.compile(rf"(\A(?='{_BLANK})|{_PARTS}(?='{_FORMULA}))'")
BOM = b"\xef\xbb\xbf"  # without it Excel reads UTF-8 as the code page of its country


def write_rows(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The bytes of a file, a line at a time, so that long ones need no memory."""
    yield BOM + line(header)
    for row in rows:
        yield line(row)


def line(cells: Iterable[object]) -> bytes:
    """One row. Numbers stay numbers; nothing is an empty cell."""
    kept = io.StringIO(newline="")
    # In quotes no cell is parted by a program that splits at other marks too, as LibreOffice does.
    csv.writer(kept, quoting=csv.QUOTE_NONNUMERIC).writerow([_cell(each) for each in cells])
    return kept.getvalue().encode(errors="replace")


def as_text(written: str) -> str:
    """With an apostrophe before whatever a spreadsheet would compute."""
    return _TAKEN_FOR_FORMULA.sub(r"\1'", written)


def as_meant(cell: str) -> str:
    """What `as_text` was given."""
    return _MADE_TEXT.sub(r"\1", cell)


def _cell(value: object) -> object:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return as_text(str(value))
