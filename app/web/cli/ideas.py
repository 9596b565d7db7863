"""`flask ideas`: ideas from elsewhere."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path
from typing import TextIO

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.importing.files import Format, IdeaFile
from app.ideas.importing.run import Rejection, Report, import_ideas
from app.ideas.models import Board
from app.web.cli.failing import one_clear_line
from app.web.readiness import refuse_unless_migrated

FORMULA = ("=", "+", "-", "@", "\t", "\r")

ideas = AppGroup("ideas", help="Ideas from elsewhere.")


@ideas.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--board", "slug", required=True, help="The board they go to, as in its address.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice([each.value for each in Format]),
    help="What FILE holds; told by its name when left out.",
)
@click.option("--dry-run", is_flag=True, help="Check and count, keep nothing.")
@click.option("--welcomed", is_flag=True, help="The people in FILE already agreed to get mail.")
@one_clear_line
def import_(file: Path, slug: str, format_name: str | None, dry_run: bool, welcomed: bool) -> None:
    """Bring the ideas of FILE, CSV or JSON lines, also gzipped, onto a board.

    Running it again changes only what changed. Nobody is told. Rows that cannot be taken are
    written to FILE.rejected.csv with the reason.
    """
    refuse_unless_migrated()
    board = _board(slug)
    source = IdeaFile.at(file, format_name)
    total = source.count()
    is_hidden = not sys.stderr.isatty()
    with (
        _RejectedRows(file) as rejected,
        click.progressbar(length=total, file=sys.stderr, hidden=is_hidden) as bar,
    ):
        report = import_ideas(
            source,
            board,
            actor=None,
            is_rehearsal=dry_run,
            are_welcomed=welcomed,
            on_rejection=rejected.add,
            on_progress=lambda read: bar.update(read - bar.pos),
        )
    _print(report, rejected.path)


def _board(slug: str) -> Board:
    boards = {board.slug: board for board in session.scalars(select(Board).order_by(Board.id))}
    if slug not in boards:
        names = ", ".join(boards) or _("none yet; `flask setup` makes the first")
        raise NotFound(_("There is no board “%(slug)s”. Boards: %(names)s", slug=slug, names=names))
    return boards[slug]


class _RejectedRows:
    """FILE.rejected.csv, begun with the first rejected row: beside FILE, or in the current folder
    where that one may not be written to. A run that rejects nothing takes away an earlier one."""

    def __init__(self, file: Path) -> None:
        beside = file.with_name(f"{file.name}.rejected.csv")
        is_writable = os.access(file.parent, os.W_OK)
        self.path = beside if is_writable else Path.cwd() / beside.name
        self._opened: TextIO | None = None

    def __enter__(self) -> _RejectedRows:
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


def _print(report: Report, rejected: Path) -> None:
    if report.removed_characters:
        click.echo(f"{report.removed_characters} control characters removed")
    if report.rejected:
        click.echo(f"rejected rows with the reason: {rejected}")
    click.echo(
        f"read {report.read} new {report.new} changed {report.changed} "
        f"unchanged {report.unchanged} rejected {report.rejected}"
    )
