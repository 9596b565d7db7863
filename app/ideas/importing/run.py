"""The whole way of a file of ideas onto a board."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from app.core.audit import record
from app.core.db import session, writing
from app.core.errors import Invalid
from app.core.markup import render
from app.ideas.importing.files import Row
from app.ideas.importing.rows import Checks, ImportedIdea
from app.ideas.importing.service import CHUNK_ROWS, Written, keep, known_ideas
from app.ideas.models import Board
from app.ideas.queries.statuses import all_statuses
from app.people.models import User
from app.people.service.imported import welcome
from app.search.service import end_bulk

CHUNK_VOTERS = 5_000


class Source(Protocol):
    """A file that gives its rows with the field names of `flask ideas import`."""

    def rows(self) -> Iterator[Row]: ...


class Rejection(NamedTuple):
    """A row that did not become an idea, and why."""

    row: Row
    reason: str


@dataclass
class Report:
    """What became of the rows of a file."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    removed_characters: int = 0


def import_ideas(
    source: Source,
    board: Board,
    *,
    actor: User | None,
    checks: Checks | None = None,
    import_id: int | None = None,
    is_rehearsal: bool = False,
    are_welcomed: bool = False,
    on_rejection: Callable[[Rejection], None],
    on_progress: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Bring the ideas of a file onto a board, in chunks of which each is kept whole or not at all.

    A rehearsal counts and keeps nothing. `on_progress` is told how far it got. New ideas remember
    `import_id`. Raises Invalid where the file cannot be read; count its rows first to learn that
    before anything is kept.
    """
    report, checks = Report(), checks or Checks(statuses_by_name())
    board_id = board.id
    for chunk in _chunks(_checked(source, checks, report, on_rejection)):
        differing = _differing(chunk, board_id, report)
        if not is_rehearsal and (differing or are_welcomed):
            written = [Written(idea, render(idea.body)) for idea in differing]
            with writing():
                keep(written, board_id=board_id, import_id=import_id)
                if are_welcomed:
                    welcome(set().union(*(idea.addresses for idea in chunk)))
        on_progress(report)
    end_bulk()
    report.removed_characters = checks.removed_characters
    if not is_rehearsal and (report.new or report.changed):
        _note(board_id, actor, report)
    return report


def statuses_by_name() -> dict[str, int]:
    """Ids by key, and by phase that phase's first status."""
    by_phase: dict[str, int] = {}
    statuses = all_statuses()
    for status in statuses:
        by_phase.setdefault(status.phase.value, status.id)
    return by_phase | {status.key: status.id for status in statuses}


def _checked(
    source: Source, checks: Checks, report: Report, on_rejection: Callable[[Rejection], None]
) -> Iterator[ImportedIdea]:
    for row in source.rows():
        report.read += 1
        try:
            yield checks.check(row)
        except Invalid as refusal:
            report.rejected += 1
            on_rejection(Rejection(row, refusal.message))


def _chunks(ideas: Iterator[ImportedIdea]) -> Iterator[list[ImportedIdea]]:
    """At most CHUNK_ROWS at a time, fewer where many voters come with them."""
    chunk: list[ImportedIdea] = []
    voters = 0
    for idea in ideas:
        chunk.append(idea)
        voters += len(idea.voters)
        if len(chunk) == CHUNK_ROWS or voters >= CHUNK_VOTERS:
            yield chunk
            chunk, voters = [], 0
    if chunk:
        yield chunk


def _differing(chunk: list[ImportedIdea], board_id: int, report: Report) -> list[ImportedIdea]:
    """Those that are new or say something else than last time, counted as such."""
    known = known_ideas(board_id, chunk)
    session.rollback()
    new = [idea for idea in chunk if idea.external_id not in known]
    changed = [
        idea
        for idea in chunk
        if idea.external_id in known and idea.digest != known[idea.external_id].digest
    ]
    report.new += len(new)
    report.changed += len(changed)
    report.unchanged += len(chunk) - len(new) - len(changed)
    return new + changed


def _note(board_id: int, actor: User | None, report: Report) -> None:
    counts = {"new": report.new, "changed": report.changed, "rejected": report.rejected}
    with writing():
        record(actor, "ideas.import", session.get_one(Board, board_id), after=counts)
