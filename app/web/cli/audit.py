"""`flask audit`: whether the log of staff changes is whole."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from app.core.audit import AuditEntry, broken_link
from app.core.db import session
from app.web.cli.failing import one_clear_line

audit = AppGroup("audit", help="The log of staff changes.")


@audit.command()
@one_clear_line
def verify() -> None:
    """Recompute the chain; exit 1 where it breaks."""
    broken = broken_link()
    if broken is not None:
        raise click.ClickException(f"The audit chain breaks at entry {broken}.")
    count = session.scalar(select(func.count(AuditEntry.id)))
    click.echo(f"{count} entries, the chain is whole")
