"""The one writer of CSV: what a spreadsheet opens shows every cell as the text it is.

Cells that a spreadsheet would take for a formula begin with an apostrophe (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = b"\xef\xbb\xbf"  # without it Excel reads UTF-8 as the code page of its country


def write_rows(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The bytes of a file, a line at a time, so that long ones need no memory."""
    yield BOM + line(header)
    for row in rows:
        yield line(row)


def line(cells: Iterable[object]) -> bytes:
    """One row. Numbers stay numbers; nothing is an empty cell."""
    kept = io.StringIO(newline="")
    csv.writer(kept).writerow([_cell(each) for each in cells])
    return kept.getvalue().encode(errors="replace")


def _cell(value: object) -> object:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    shown = str(value)
    return f"'{shown}" if shown.startswith(FORMULA) else shown
