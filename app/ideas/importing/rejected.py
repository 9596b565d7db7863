"""The rows that did not become ideas, as a file with the reason of each."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TextIO

from app.ideas.importing.run import Rejection

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class RejectedRows:
    """A CSV file begun with the first rejected row. A run that rejects nothing takes away an
    earlier one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: TextIO | None = None

    def __enter__(self) -> RejectedRows:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_where: object) -> None:
        if self._opened is not None:
            self._opened.close()
        elif failure is None:
            self.path.unlink(missing_ok=True)

    def add(self, rejection: Rejection) -> None:
        if self._opened is None:
            self._opened = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._opened).writerow(["row", "external_id", "title", "reason"])
        number, fields, _fault = rejection.row
        external_id = fields.get("external_id") or fields.get("id")
        shown = [_cell(each) for each in (external_id, fields.get("title"), rejection.reason)]
        csv.writer(self._opened).writerow([number, *shown])


def _cell(value: object) -> str:
    """At most 300 characters, and never a formula to the spreadsheet that opens it."""
    shown = str(value if value is not None else "")[:300].encode(errors="replace").decode()
    return f"'{shown}" if shown.startswith(FORMULA) else shown
