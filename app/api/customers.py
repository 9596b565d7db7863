"""Whom a program names in `on_behalf_of`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import select

from app.core.db import session
from app.core.errors import Forbidden, Invalid
from app.core.i18n import _
from app.people.models import User
from app.people.queries import by_email
from app.people.service.customers import customer_called


def refuse_others(actor: User) -> None:
    """Raises Forbidden for who is no employee."""
    if not actor.is_staff:
        raise Forbidden(_("Only employees ask for a customer."))


def customer_named(text: str) -> User:
    """By user id or e-mail address; an address nobody has makes an unconfirmed customer, so call it
    inside writing(). Raises Invalid, naming `on_behalf_of`."""
    try:
        uid = UUID(text)
    except ValueError:
        return _by_address(text)
    found = session.scalar(select(User).where(User.uid == uid))
    if found is None:
        message = _("There is nobody with this id.")
        raise Invalid(message, errors={"on_behalf_of": message})
    return found


def known_customer(text: str) -> User | None:
    """As `customer_named`, without making anybody."""
    try:
        return session.scalar(select(User).where(User.uid == UUID(text)))
    except ValueError:
        return by_email(text)


@contextmanager
def naming_the_field() -> Iterator[None]:
    """What is wrong with a customer is wrong with `on_behalf_of`."""
    try:
        yield
    except Invalid as refusal:
        if "customer" not in refusal.errors:
            raise
        raise Invalid(refusal.message, errors={"on_behalf_of": refusal.message}) from None


def _by_address(text: str) -> User:
    if "@" not in text:
        message = _("Name the customer by their e-mail address or their id.")
        raise Invalid(message, errors={"on_behalf_of": message})
    with naming_the_field():
        return customer_called(text)
