"""`flask tokens`: bearer tokens for programs."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.db import writing
from app.core.errors import NotFound
from app.core.i18n import _
from app.people.queries import by_email
from app.people.service.tokens import SCOPES, issue_token
from app.web.cli.failing import one_clear_line

tokens = AppGroup("tokens", help="Bearer tokens for programs.")


@tokens.command()
@click.argument("email")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=("read",),
    show_default=True,
    help="What the token may do; given several times, all of these.",
)
@click.option("--name", default="", help="What the token is for.")
@one_clear_line
def create(email: str, scopes: tuple[str, ...], name: str) -> None:
    """Make a token for a person; it is printed once and alone on standard output."""
    with writing():
        owner = by_email(email)
        if owner is None:
            raise NotFound(_("There is no account for %(email)s.", email=email))
        _token, secret = issue_token(owner, scopes=list(scopes), name=name)
    click.echo(f"A token of {email} with scope {', '.join(scopes)}, valid for a year:", err=True)
    click.echo(secret)
