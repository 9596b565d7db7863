"""`flask ideas`: ideas from elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.importing.files import Format, IdeaFile
from app.ideas.importing.rejected import RejectedRows
from app.ideas.importing.run import Report, import_ideas
from app.ideas.models import Board
from app.web.cli.failing import one_clear_line
from app.web.readiness import refuse_unless_migrated

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
        RejectedRows(_beside(file)) as rejected,
        click.progressbar(length=total, file=sys.stderr, hidden=is_hidden) as bar,
    ):
        report = import_ideas(
            source,
            board,
            actor=None,
            is_rehearsal=dry_run,
            are_welcomed=welcomed,
            on_rejection=rejected.add,
            on_progress=lambda report: bar.update(report.read - bar.pos),
        )
    _print(report, rejected.path)


def _board(slug: str) -> Board:
    boards = {board.slug: board for board in session.scalars(select(Board).order_by(Board.id))}
    if slug not in boards:
        names = ", ".join(boards) or _("none yet; `flask setup` makes the first")
        raise NotFound(_("There is no board “%(slug)s”. Boards: %(names)s", slug=slug, names=names))
    return boards[slug]


def _beside(file: Path) -> Path:
    """FILE.rejected.csv beside FILE, or in the current folder where that one may not be written."""
    beside = file.with_name(f"{file.name}.rejected.csv")
    return beside if os.access(file.parent, os.W_OK) else Path.cwd() / beside.name


def _print(report: Report, rejected: Path) -> None:
    if report.removed_characters:
        click.echo(f"{report.removed_characters} control characters removed")
    if report.rejected:
        click.echo(f"rejected rows with the reason: {rejected}")
    click.echo(
        f"read {report.read} new {report.new} changed {report.changed} "
        f"unchanged {report.unchanged} rejected {report.rejected}"
    )
