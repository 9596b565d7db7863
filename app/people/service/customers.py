"""Customers as employees name them: by name, by address, or as somebody new."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.core.unseen import faults_of
from app.people.addresses import unmistakable_address
from app.people.models import Organisation, Role, User
from app.people.queries import by_email
from app.people.service.accounts import add_person, held, organisation_called

NAME_LENGTH = 80
ORGANISATION_LENGTH = 120
_LISTED = re.compile(r"(?P<name>.+?)(?: \((?P<organisation>.+)\))?")


def customer_called(typed: str, *, name: str = "", organisation: str = "") -> User:
    """The customer somebody means. An address nobody has makes an unconfirmed customer, who gets
    no mail before they agree, with the `name` and `organisation` given: the latter is a note, as
    boards open to organisations. Raises Invalid, naming
    `customer`, `name` or `organisation`."""
    wanted = one_line(typed)
    if not wanted:
        raise _unclear(_("Say who is asking: a name or an e-mail address."))
    if "@" not in wanted:
        return _by_name(wanted)
    return _by_address(wanted, name, organisation)


def welcome_customer(customer: User) -> None:
    """Keep that the customer agreed to be told."""
    if customer.welcomed_at is None:
        customer.welcomed_at = now()
        session.flush()


def _by_name(wanted: str) -> User:
    listed = _LISTED.fullmatch(wanted)
    known = (_called(listed["name"], listed["organisation"]) if listed else []) or _called(
        wanted, None
    )
    if not known:
        raise _unclear(
            _("We know no customer called “%(name)s”. Write their e-mail address.", name=wanted)
        )
    if len(known) > 1:
        raise _unclear(
            _("Several customers are called “%(name)s”. Write the e-mail address.", name=wanted)
        )
    return known[0]


def _called(name: str, organisation: str | None) -> list[User]:
    named = select(User).where(
        User.role == Role.CUSTOMER,
        User.deactivated_at.is_(None),
        func.lower(User.name) == name.lower(),
    )
    if organisation is not None:
        named = named.join(User.organisation).where(
            func.lower(Organisation.name) == organisation.lower()
        )
    return list(session.scalars(named.limit(2)))


def _by_address(typed: str, name: str, organisation: str) -> User:
    try:
        address = held(unmistakable_address(typed))
    except Invalid as refusal:
        raise _unclear(refusal.message) from None
    known = by_email(address)
    if known is not None:
        return known
    _refuse_odd_words(name, organisation)
    customer = add_person(address, name=one_line(name))
    customer.organisation = organisation_called(organisation)
    customer.organisation_is_noted = customer.organisation is not None
    session.flush()
    return customer


def _refuse_odd_words(name: str, organisation: str) -> None:
    errors = faults_of(name=name, organisation=organisation)
    name, organisation = one_line(name), one_line(organisation)
    # A letter may greet with this name: it must not be a way to send strangers a link.
    if "/" in name or "@" in name:
        errors["name"] = _("Write the name without addresses.")
    if len(name) > NAME_LENGTH:
        errors["name"] = _("Shorten it a little.")
    if len(organisation) > ORGANISATION_LENGTH:
        errors["organisation"] = _("Shorten it a little.")
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


def _unclear(message: str) -> Invalid:
    return Invalid(message, errors={"customer": message})
