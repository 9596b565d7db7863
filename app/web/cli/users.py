"""`flask users`: accounts from the command line."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.core.db import writing
from app.core.errors import Invalid
from app.core.settings import portal
from app.people.models import Role, User
from app.people.passwords import hash_password, weakness
from app.people.queries import all_users
from app.people.service.accounts import create_user
from app.web.cli.failing import one_clear_line

users = AppGroup("users", help="Accounts.")


@users.command()
@click.argument("email")
@click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What they may do.",
)
@click.option("--name", default="", help="Full name; the e-mail's first part when left out.")
@click.option("--organisation", default="", help="Name of the organisation; made when new.")
@click.option("--password-stdin", is_flag=True, help="Read a password, one line, from input.")
@one_clear_line
def create(email: str, role: str, name: str, organisation: str, password_stdin: bool) -> None:
    """Make a confirmed account that may sign in and hold tokens at once."""
    hashed = _read_password(known=(email, name)) if password_stdin else None
    with writing():
        user = create_user(
            email, role=Role(role), name=name, organisation=organisation, password_hash=hashed
        )
        shown = user.email
    click.echo(f"{shown} is a confirmed {role}")


@users.command("list")
@one_clear_line
def list_() -> None:
    """Every account with its role."""
    for user in all_users():
        click.echo(f"{user.email}\t{user.role}\t{user.name}\t{_standing(user)}")


def _read_password(known: tuple[str, ...]) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    fault = weakness(password, known=(*known, portal().name))
    if fault is not None:
        raise Invalid(fault)
    return hash_password(password)


def _standing(user: User) -> str:
    if user.deactivated_at is not None:
        return "deactivated"
    return "confirmed" if user.confirmed_at is not None else "unconfirmed"
