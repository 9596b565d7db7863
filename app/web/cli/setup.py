"""`flask setup`: from nothing to a portal with its first administrator and board."""

from __future__ import annotations

import click
from flask_migrate import upgrade
from sqlalchemy import select

from app.core.db import session, writing
from app.core.i18n import _
from app.core.settings import change
from app.core.unseen import refuse_unseen
from app.core.web.requests import absolute
from app.ideas.models import Board
from app.people.models import Purpose, Role, User
from app.people.service.accounts import create_user
from app.people.service.links import LIFETIME
from app.people.service.reset import reset_path
from app.web.cli.failing import one_clear_line


@click.command()
@click.option("--admin-email", required=True, help="The first administrator.")
@click.option("--site-name", default="", help="What the portal is called.")
@one_clear_line
def setup(admin_email: str, site_name: str) -> None:
    """Migrate the database, make the first administrator and board, print a link to begin with."""
    refuse_unseen(site_name=site_name)
    upgrade()
    with writing():
        admin = _administrator(admin_email)
        if site_name:
            change(admin, name=site_name)
        _first_board()
        path, shown = reset_path(admin, onward="/manage/start"), admin.email
    minutes = int(LIFETIME[Purpose.RESET].total_seconds() // 60)
    click.echo(f"The portal is set up. {shown} chooses a password here, within {minutes} minutes:")
    click.echo(absolute(path))


def _administrator(email: str) -> User:
    """The first administrator; running setup again gives the same one a new link."""
    found = session.scalar(select(User).where(User.role == Role.ADMIN).order_by(User.id).limit(1))
    return found or create_user(email, role=Role.ADMIN)


def _first_board() -> None:
    if session.scalar(select(Board.id).limit(1)) is None:
        question = _("What would make our product better?")
        session.add(Board(slug="ideas", name=_("Ideas"), question=question))
