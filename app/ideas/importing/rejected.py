"""The rows that did not become ideas, as a file with the reason of each."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from app.core.csv_writing import line, write_rows
from app.ideas.importing.run import Rejection

LONGEST = 300
HEADER = ("row", "external_id", "title", "reason")


class RejectedRows:
    """A CSV file begun with the first rejected row. A run that rejects nothing takes away an
    earlier one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: BinaryIO | None = None

    def __enter__(self) -> RejectedRows:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_where: object) -> None:
        if self._opened is not None:
            self._opened.close()
        elif failure is None:
            self.path.unlink(missing_ok=True)

    def add(self, rejection: Rejection) -> None:
        if self._opened is None:
            self._opened = self.path.open("wb")
            self._opened.writelines(write_rows(HEADER, []))
        number, fields, _fault = rejection.row
        external_id = fields.get("external_id") or fields.get("id")
        shown = [_cut(each) for each in (external_id, fields.get("title"), rejection.reason)]
        self._opened.write(line([number, *shown]))


def _cut(value: object) -> str:
    return str(value if value is not None else "")[:LONGEST]
