"""`flask demo`: believable demonstration data, put in and taken out."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import click
from flask_migrate import upgrade

from app.core.clock import now
from app.core.db import session, writing
from app.people.passwords import hash_password
from app.search import jobs
from app.search.errors import IndexBusy
from app.web.cli.failing import one_clear_line
from app.web.demo.clearing import empty_portal, refuse_without_demonstration
from app.web.demo.loader import has_people, load, refuse_real_people
from app.web.demo.script import write_script
from app.web.welcome import demonstration_password, forget_demonstration_password


@click.command()
@click.option(
    "--ideas",
    default=300,
    show_default=True,
    type=click.IntRange(1, 11_000),
    help="How many ideas.",
)
@click.option(
    "--people",
    default=240,
    show_default=True,
    type=click.IntRange(30, 20_000),
    help="How many people.",
)
@click.option(
    "--seed",
    default=7,
    show_default=True,
    type=int,
    help="What chance is drawn from; the same number tells the same story.",
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The story's last day; today if left out."
)
@click.option("--clear", is_flag=True, help="Take the demonstration out again.")
@click.option("--if-empty", is_flag=True, help="Do nothing in a portal that has people.")
@one_clear_line
def demo(
    ideas: int, people: int, seed: int, until: datetime | None, clear: bool, if_empty: bool
) -> None:
    """Fill the portal with eighteen months of a company that does not exist."""
    upgrade()
    session.rollback()
    if clear:
        _clear()
        return
    if if_empty and has_people():
        return
    refuse_real_people()
    last_day = (until.replace(tzinfo=UTC) if until else now()).date()
    try:
        script = write_script(ideas=ideas, people=people, seed=seed, until=last_day)
    except ValueError as reason:
        raise click.UsageError(str(reason)) from None
    load(script, password_hash=hash_password(demonstration_password()))
    _index_now()
    click.echo(
        f"{len(script.ideas)} ideas of {len(script.people)} people; `flask serve` shows them"
    )


def _clear() -> None:
    refuse_without_demonstration()
    with writing():
        empty_portal()
    forget_demonstration_password()
    _index_now()
    click.echo("The demonstration is out; the portal is empty, and yours.")


def _index_now() -> None:
    # A worker that is writing the index right now mends it by itself.
    with contextlib.suppress(IndexBusy):
        jobs.rebuild()
