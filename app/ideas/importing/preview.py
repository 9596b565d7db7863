"""What a file would become, from its first rows, before anything of it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from app.core.errors import Invalid
from app.ideas.importing.columns import Field
from app.ideas.importing.dates import possible, reader_of
from app.ideas.importing.files import Row
from app.ideas.importing.reading import BroughtFile, Dates, Reading
from app.ideas.importing.rows import Checks, ImportedIdea
from app.ideas.importing.run import Rejection

SHOWN = 20
LOOKED_AT = 2_000
MOST_WORDS = 30


@dataclass
class Preview:
    """From at most LOOKED_AT rows (`is_all` where the file has no more): the first SHOWN ideas, the
    first SHOWN rows that will be rejected, and what needs an answer first. `first_values` shows
    what stands in each column, `words` are those for status with how often they occur."""

    ideas: list[ImportedIdea] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    read: int = 0
    rejected: int = 0
    is_all: bool = True
    first_values: dict[str, str] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    dates: list[Dates] = field(default_factory=list)
    people: set[str] = field(default_factory=set)

    @property
    def good(self) -> int:
        return self.read - self.rejected


def preview(file: BroughtFile, statuses: Mapping[str, int]) -> Preview:
    """Raises Invalid where the file as a whole cannot be read."""
    found = Preview()
    rows = list(islice(file.columns(), LOOKED_AT + 1))
    found.is_all = len(rows) <= LOOKED_AT
    rows = rows[:LOOKED_AT]
    _gather(found, rows, file.reading)
    checks = checks_for(file.reading, statuses)
    for row in file.rows():
        if found.read == LOOKED_AT:
            break
        found.read += 1
        _look_at(found, row, checks)
    return found


def checks_for(reading: Reading, statuses: Mapping[str, int]) -> Checks:
    """Checks that know this file's words for status and its way to write dates."""
    words = {word: statuses[key] for word, key in reading.words.items() if key in statuses}
    return Checks({**statuses, **words}, reader_of(reading.dates))


def _gather(found: Preview, rows: list[Row], reading: Reading) -> None:
    status, date = reading.column_of(Field.STATUS), reading.column_of(Field.CREATED_AT)
    dates: set[str] = set()
    for row in rows:
        for column, value in row.fields.items():
            if column not in found.first_values and _shown(value):
                found.first_values[column] = _shown(value)
        if status and _shown(row.fields.get(status)):
            found.words[" ".join(str(row.fields[status]).split())] += 1
        if date and isinstance(row.fields.get(date), str):
            dates.add(row.fields[date].strip())
    found.dates = possible(dates)


def _look_at(found: Preview, row: Row, checks: Checks) -> None:
    try:
        idea = checks.check(row)
    except Invalid as refusal:
        found.rejected += 1
        if len(found.rejections) < SHOWN:
            found.rejections.append(Rejection(row, refusal.message))
        return
    found.people |= idea.addresses
    if len(found.ideas) < SHOWN:
        found.ideas.append(idea)


def _shown(value: Any) -> str:
    return "" if value is None else " ".join(str(value)[:120].split())
