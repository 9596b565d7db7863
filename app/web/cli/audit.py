"""`flask audit`: whether the log of staff changes is whole."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from app.core.audit import AuditEntry, broken_link, mark, still_holds
from app.core.db import session
from app.web.cli.failing import one_clear_line

audit = AppGroup("audit", help="The log of staff changes.")


@audit.command()
@click.option("--mark", "noted", default="", help="A mark that an earlier run printed.")
@one_clear_line
def verify(noted: str) -> None:
    """Recompute the chain; exit 1 where it breaks, or where what an earlier mark named is gone."""
    broken = broken_link()
    if broken is not None:
        raise click.ClickException(f"The audit chain breaks at entry {broken}.")
    if noted and not still_holds(noted):
        raise click.ClickException("The entry of this mark is gone: the log was cut off.")
    count = session.scalar(select(func.count(AuditEntry.id)))
    click.echo(f"{count} entries, chain unbroken")
    click.echo(f"Mark to note outside Heed: {mark()}")
