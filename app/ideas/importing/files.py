"""A file of ideas, read row by row: CSV or JSON lines, plain or gzipped. A file of any size takes
the memory of its longest line."""

from __future__ import annotations

import csv
import enum
import gzip
import json
import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from app.core.csv_writing import as_meant
from app.core.errors import Invalid
from app.core.i18n import _

LONGEST_LINE = 4_000_000
"""In bytes. A body has at most 20,000 characters; the rest leaves room for a list of voters."""

GZIP = b"\x1f\x8b"
NOT_UTF8 = re.compile("[\udc80-\udcff]")
"""What bytes that are no UTF-8 become when they are read with `surrogateescape`."""

csv.field_size_limit(LONGEST_LINE)


class Format(enum.StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


class Row(NamedTuple):
    """One row as it stands in the file. `number` is the line of a JSON lines file and the row a
    spreadsheet shows for a CSV file; `fault` says why a row could not even be read."""

    number: int
    fields: dict[str, Any]
    fault: str = ""


@dataclass(frozen=True)
class IdeaFile:
    path: Path
    format: Format

    @classmethod
    def at(cls, path: Path, format_name: str | None = None) -> IdeaFile:
        """Raises Invalid when neither `format_name` nor the file's name tell the format."""
        suffix = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
        by_suffix = {".csv": Format.CSV, ".jsonl": Format.JSONL, ".ndjson": Format.JSONL}
        known = Format(format_name) if format_name else by_suffix.get(suffix.lower())
        if known is None:
            raise Invalid(
                _(
                    "%(name)s does not end in .csv or .jsonl, so say which it is with --format.",
                    name=path.name,
                )
            )
        return cls(path, known)

    def rows(self) -> Iterator[Row]:
        """Raises Invalid where the file as a whole cannot be read."""
        read = _csv_rows if self.format is Format.CSV else _json_rows
        try:
            with self._opened() as stream:
                yield from read(_lines(stream))
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise Invalid(
                _("%(name)s is damaged: it cannot be unpacked to its end.", name=self.path.name)
            ) from None
        except OSError as reason:
            raise Invalid(
                _(
                    "%(name)s cannot be read: %(reason)s.",
                    name=self.path.name,
                    reason=reason.strerror or reason,
                )
            ) from None

    def count(self) -> int:
        """How many rows there are. Reads all of the file, so that a damaged one is refused before
        anything of it is kept. Raises Invalid, also for a file without rows."""
        count = sum(1 for _row in self.rows())
        if count == 0:
            raise Invalid(_("%(name)s has no rows.", name=self.path.name))
        return count

    def _opened(self) -> IO[bytes]:
        with self.path.open("rb") as stream:
            is_packed = stream.read(2) == GZIP
        unpacked = gzip.open if is_packed else open
        return cast("IO[bytes]", unpacked(self.path, "rb"))


def _lines(stream: IO[bytes]) -> Iterator[str]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            _refuse_other_encodings(line)
            line = line.removeprefix(BOM_UTF8)
        if len(line) > LONGEST_LINE:
            raise Invalid(
                _("Line %(number)s is longer than any idea; is this the right file?", number=number)
            )
        yield line.decode("utf-8", "surrogateescape")


def _refuse_other_encodings(start: bytes) -> None:
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in start[:8]:
        raise Invalid(_("This file is not UTF-8 text. Save it as UTF-8, then try again."))


def _json_rows(lines: Iterator[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if number == 1 and line.lstrip().startswith("["):
            raise Invalid(
                _("This is one JSON list. Write one object a line, without commas between them.")
            )
        if line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> Row:
    if NOT_UTF8.search(line):
        return Row(number, {}, _("is not UTF-8"))
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return Row(number, {}, _("is not JSON"))
    if not isinstance(fields, dict):
        return Row(number, {}, _("is not a JSON object"))
    return Row(number, fields)


def _csv_rows(lines: Iterator[str]) -> Iterator[Row]:
    first = next(lines, "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    header, _fault = _next_record(reader)
    names = [name.strip().casefold() for name in header or ()]
    _refuse_header(names)
    number = 1
    while True:
        number += 1
        record, fault = _next_record(reader)
        if record is None and not fault:
            return
        if record or fault:
            yield _csv_row(number, names, record or [], fault)


def _next_record(reader: Iterator[list[str]]) -> tuple[list[str] | None, str]:
    """The next record, or why it cannot be read; neither at the end."""
    try:
        return next(reader, None), ""
    except csv.Error:
        return None, _("has quotes or line ends that do not fit together")


def _refuse_header(names: list[str]) -> None:
    if "title" not in names:
        raise Invalid(_("The first line names the columns, and one of them must be “title”."))
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise Invalid(_("Two columns are called “%(name)s”.", name=min(twice)))


def _csv_row(number: int, names: list[str], record: list[str], fault: str) -> Row:
    if not fault and len(record) != len(names):
        fault = _(
            "has %(count)s fields where the first line has %(expected)s",
            count=len(record),
            expected=len(names),
        )
    if not fault and any(NOT_UTF8.search(field) for field in record):
        fault = _("is not UTF-8")
    meant = map(as_meant, record)
    return Row(number, {} if fault else dict(zip(names, meant, strict=True)), fault)
