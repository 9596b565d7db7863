"""`flask search`: the index, which is derived and may be made anew at any time."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.search import jobs
from app.search.documents import Key
from app.search.errors import IndexBusy, IndexUnavailable
from app.search.queries import count
from app.web.cli.failing import one_clear_line

search = AppGroup("search", help="The search index.")


@search.command()
@one_clear_line
def rebuild() -> None:
    """Make the index anew from the database, beside the old one, and switch over."""
    is_hidden = not sys.stderr.isatty()
    with click.progressbar(length=count(), file=sys.stderr, hidden=is_hidden) as bar:
        try:
            size = jobs.rebuild(lambda done: bar.update(done - bar.pos))
        except IndexBusy as reason:
            raise click.ClickException(f"{reason}; try again in a minute") from None
    click.echo(f"{size} documents indexed")


@search.command()
@one_clear_line
def check() -> None:
    """Compare index and database; exit 0 only if they agree and nothing waits."""
    try:
        found = jobs.check()
    except IndexUnavailable as reason:
        raise click.ClickException(f"{reason}; make it anew with `flask search rebuild`") from None
    for word, keys in (
        ("missing", found.missing),
        ("outdated", found.outdated),
        ("surplus", found.surplus),
    ):
        click.echo(f"{word:9} {len(keys):>7}  {_some(keys)}".rstrip())
    click.echo(f"{'waiting':9} {found.waiting:>7}")
    if not found.is_clean:
        raise SystemExit(1)


def _some(keys: list[Key]) -> str:
    shown = ", ".join(f"{kind} {number}" for kind, number in keys[:5])
    return f"{shown}, …" if len(keys) > 5 else shown
