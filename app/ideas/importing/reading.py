"""How a file that was brought in the browser is read: its encoding, what each column becomes, how
its dates and its words for status are meant."""

from __future__ import annotations

import enum
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from app.core.csv_reading import Shape, read_table, shape_of
from app.core.errors import Invalid
from app.core.i18n import _
from app.ideas.importing.columns import Field, guess_fields
from app.ideas.importing.files import GZIP, Format, IdeaFile, Row

BEGINNING = 64 * 1024
SAMPLE_ROWS = 50
UNREADABLE = "\ufffd"


class Dates(enum.StrEnum):
    """How a date such as 03/04/2026 is meant."""

    ISO = "iso"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True)
class Reading:
    """`fields` maps a column to what it becomes, `words` a word for status to a status's key.
    `is_sure` is False where the letters were guessed and nobody has looked at them yet."""

    format: Format
    encoding: str = "utf-8"
    delimiter: str = ","
    is_sure: bool = True
    columns: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    dates: Dates = Dates.ISO

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Reading:
        known = {**kept, "format": Format(kept["format"]), "dates": Dates(kept["dates"])}
        return cls(**{**known, "columns": tuple(kept["columns"]), "faults": tuple(kept["faults"])})

    def column_of(self, wanted: Field) -> str | None:
        return next((name for name, into in self.fields.items() if into == wanted), None)


def first_look(path: Path, name: str) -> Reading:
    """What a file seems to be. Raises Invalid where it cannot be read as one of ideas at all."""
    format_ = IdeaFile.at(Path(name)).format
    with _opened(path, name) as stream:
        beginning = stream.read(BEGINNING)
    if not beginning.strip(b"\0\r\n\t "):
        raise Invalid(_("%(name)s is empty.", name=name))
    shape = shape_of(beginning) if format_ is Format.CSV else Shape("utf-8", ",")
    reading = Reading(format_, shape.encoding, shape.delimiter, shape.is_sure)
    return with_columns(path, name, reading)


def with_columns(path: Path, name: str, reading: Reading) -> Reading:
    """The reading with the columns it finds and a guess of what they become."""
    columns, faults = _columns(path, name, reading)
    chosen = {column: into for column, into in reading.fields.items() if column in columns}
    fields = {**guess_fields(columns), **chosen}
    return replace(reading, columns=columns, faults=faults, fields=fields)


@dataclass(frozen=True)
class BroughtFile:
    """A file read the way `reading` says. As `files.IdeaFile`, it takes the memory of one row."""

    path: Path
    name: str
    reading: Reading

    def rows(self) -> Iterator[Row]:
        """Raises Invalid where the file as a whole cannot be read."""
        for number, fields, fault in self.columns():
            yield Row(number, {} if fault else self._named(fields), fault)

    def columns(self) -> Iterator[Row]:
        """The rows with the file's own names of columns."""
        if self.reading.format is Format.JSONL:
            yield from IdeaFile(self.path, Format.JSONL).rows()
            return
        with _opened(self.path, self.name) as stream:
            yield from self._table_rows(stream)

    def _table_rows(self, stream: IO[bytes]) -> Iterator[Row]:
        reading = self.reading
        table = read_table(cast("Any", stream), Shape(reading.encoding, reading.delimiter))
        for number, cells, fault in table.rows:
            if not fault and any(UNREADABLE in cell for cell in cells.values()):
                fault = _("holds letters that are not %(encoding)s", encoding=reading.encoding)
            yield Row(number, dict(cells), fault)

    def _named(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """What the row says of each of an idea's fields; of two columns the first that says any."""
        named: dict[str, Any] = {}
        for column, value in fields.items():
            into = self.reading.fields.get(column)
            if into and not named.get(into):
                named[into] = value
        return named


def _columns(path: Path, name: str, reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if reading.format is Format.JSONL:
        return _keys(path), ()
    with _opened(path, name) as stream:
        shape = Shape(reading.encoding, reading.delimiter)
        table = read_table(cast("Any", stream), shape)
        return tuple(table.columns), tuple(table.faults)


def _keys(path: Path) -> tuple[str, ...]:
    """What the first objects of a JSON lines file hold, in the order met."""
    rows = islice(IdeaFile(path, Format.JSONL).rows(), SAMPLE_ROWS)
    return tuple(dict.fromkeys(key for row in rows for key in row.fields))


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    """Raises Invalid, also while it is read, for a packed file that is cut off or damaged."""
    with path.open("rb") as stream:
        is_packed = stream.read(2) == GZIP
    try:
        with gzip.open(path) if is_packed else path.open("rb") as opened:
            yield cast("IO[bytes]", opened)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Invalid(
            _("%(name)s is damaged: it cannot be unpacked to its end.", name=name)
        ) from None


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))
