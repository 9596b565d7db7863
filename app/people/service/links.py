"""Links sent by mail that act once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from app.core.clock import now
from app.core.db import session
from app.core.i18n import _
from app.people.errors import LinkOver
from app.people.models import OneTimeToken, Purpose, User
from app.people.queries import open_link
from app.people.secret import hashed, new_secret
from app.people.urls import link_path

LIFETIME = {
    Purpose.CONFIRM: timedelta(hours=24),
    Purpose.RESET: timedelta(minutes=30),
    Purpose.INVITE: timedelta(days=7),
    Purpose.WELCOME: timedelta(days=60),
    Purpose.ENTER: timedelta(minutes=10),
    Purpose.ADDRESS: timedelta(hours=24),
    Purpose.SUBMIT: timedelta(hours=48),
}


def make_link(user: User, purpose: Purpose, **carries: Any) -> str:
    """The path of a new link for `user`. Only a hash of its secret is kept."""
    secret = new_secret()
    session.add(
        OneTimeToken(
            user_id=user.id,
            purpose=purpose,
            email_key=user.email_key,
            secret_hash=hashed(secret),
            carries=carries,
            expires_at=now() + LIFETIME[purpose],
        )
    )
    session.flush()
    return link_path(purpose, secret)


def redeem(secret: str, purpose: Purpose) -> tuple[OneTimeToken, User]:
    """Use a link up, and with it every other link the person was sent: what an older letter
    carries must not undo what a newer one did. Each idea is confirmed by a letter of its own.
    Raises LinkOver for all calls but the first."""
    link, user = open_link(secret, purpose)
    # The update decides, not the look before: of parallel calls one finds the link unused.
    used = session.scalar(
        update(OneTimeToken)
        .where(OneTimeToken.id == link.id, OneTimeToken.used_at.is_(None))
        .values(used_at=now())
        .returning(OneTimeToken.id)
    )
    if used is None:
        raise link_over()
    end_links(user)
    return link, user


def end_links(user: User) -> None:
    """Every link they were sent, but for those that confirm an idea."""
    theirs = update(OneTimeToken).where(
        OneTimeToken.user_id == user.id,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.purpose != Purpose.SUBMIT,
    )
    session.execute(theirs.values(used_at=now()))


def link_over() -> LinkOver:
    return LinkOver(_("This link was used already or is too old. Ask for a new one."))
