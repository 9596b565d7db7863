"""`flask outbox`: messages on their way."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.db import writing
from app.telling.service import outbox_status, retry_dead
from app.web.cli.failing import one_clear_line

outbox = AppGroup("outbox", help="Messages on their way.")


@outbox.command()
@one_clear_line
def status() -> None:
    """How many messages stand where, and since when the oldest waits."""
    found = outbox_status()
    for state, count in found.counts.items():
        click.echo(f"{state:12} {count:>8}")
    if found.oldest_queued is not None:
        click.echo(f"oldest waiting since {found.oldest_queued.isoformat(timespec='seconds')}")


@outbox.command()
@one_clear_line
def retry() -> None:
    """Queue again what was given up."""
    with writing():
        count = retry_dead()
    click.echo(f"{count} queued again")
