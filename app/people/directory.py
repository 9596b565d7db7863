"""The lists of people and organisations that staff look through."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import Order, Page, first_page, page
from app.core.text import one_line
from app.people.models import OneTimeToken, Organisation, Purpose, Role, User, UserSession

PAGE_SIZE = 30
NEWEST_FIRST = Order((User.id,))
BY_NAME = Order((Organisation.name, Organisation.id), is_falling=False)


class Kind(enum.StrEnum):
    """STAFF are the company's own; INVITED hold a link they have not used; WAITING were put down
    by others and never came in; CLOSED may not come in any more."""

    ALL = "all"
    STAFF = "staff"
    INVITED = "invited"
    WAITING = "waiting"
    CLOSED = "closed"


class Wanted(NamedTuple):
    """What a list of people is narrowed to."""

    words: str = ""
    kind: Kind = Kind.ALL
    role: Role | None = None
    organisation: Organisation | None = None


def people_page(wanted: Wanted, *, cursor: str | None) -> Page[User]:
    """The newest first. Raises Invalid for a wrong cursor."""
    everyone = select(User).options(joinedload(User.organisation)).where(*_conditions(wanted))
    return page(
        first_page(everyone, NEWEST_FIRST, size=PAGE_SIZE), NEWEST_FIRST, cursor, size=PAGE_SIZE
    )


def how_many() -> dict[Kind, int]:
    """People of each kind, in one statement."""
    counted = select(*(func.count(User.id).filter(_is_kind(kind)).label(kind) for kind in Kind))
    counted = counted.where(User.erased_at.is_(None))
    return {Kind(name): count for name, count in session.execute(counted).one()._mapping.items()}


def one_person(uid: UUID) -> User:
    """Raises NotFound."""
    person = session.scalar(
        select(User)
        .options(joinedload(User.organisation))
        .where(User.uid == uid, User.erased_at.is_(None))
    )
    if person is None:
        raise NotFound(_("There is nothing at this address."))
    return person


def last_seen(people: Sequence[User]) -> dict[int, datetime]:
    """When each was last here, for those with a session that is still kept."""
    ids = [person.id for person in people]
    newest = select(UserSession.user_id, func.max(UserSession.last_seen_at).label("seen"))
    newest = newest.where(UserSession.user_id.in_(ids)).group_by(UserSession.user_id)
    return {row.user_id: row.seen for row in session.execute(newest)}


def open_invitations(people: Sequence[User]) -> dict[int, OneTimeToken]:
    """The newest link of each who was invited and has not come in."""
    ids = [person.id for person in people]
    links = select(OneTimeToken).where(OneTimeToken.user_id.in_(ids), *_is_open_invitation())
    return {link.user_id: link for link in session.scalars(links.order_by(OneTimeToken.id))}


def organisations_page(
    words: str, *, cursor: str | None, size: int = PAGE_SIZE
) -> Page[Organisation]:
    """By name. Raises Invalid for a wrong cursor."""
    all_of_them = select(Organisation)
    if one_line(words):
        in_domains = cast(Organisation.domains, String).icontains(one_line(words), autoescape=True)
        all_of_them = all_of_them.where(or_(_begins(Organisation.name, words), in_domains))
    return page(first_page(all_of_them, BY_NAME, size=size), BY_NAME, cursor, size=size)


def one_organisation(uid: UUID) -> Organisation:
    """Raises NotFound."""
    found = session.scalar(select(Organisation).where(Organisation.uid == uid))
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def organisation_called(name: str) -> Organisation | None:
    return session.scalar(select(Organisation).where(Organisation.name == one_line(name)))


def people_in(organisations: Sequence[Organisation]) -> dict[int, int]:
    """How many people belong to each."""
    ids = [organisation.id for organisation in organisations]
    counted = select(User.organisation_id, func.count(User.id).label("people"))
    is_there = (User.organisation_id.in_(ids), User.erased_at.is_(None))
    counted = counted.where(*is_there).group_by(User.organisation_id)
    return {row.organisation_id: row.people for row in session.execute(counted)}


def organisation_count() -> int:
    return session.scalar(select(func.count(Organisation.id))) or 0


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [_is_kind(wanted.kind), User.erased_at.is_(None)]
    if wanted.role is not None:
        conditions.append(User.role == wanted.role)
    if wanted.organisation is not None:
        conditions.append(User.organisation_id == wanted.organisation.id)
    if one_line(wanted.words):
        begins_so = User.email_key.istartswith(one_line(wanted.words), autoescape=True)
        conditions.append(or_(_begins(User.name, wanted.words), begins_so))
    return conditions


def _begins(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """Whether the text, or a word of it, begins with these words."""
    typed = one_line(words)
    return or_(
        column.istartswith(typed, autoescape=True),
        column.icontains(f" {typed}", autoescape=True),
    )


def _is_kind(kind: Kind) -> ColumnElement[bool]:
    is_closed = User.deactivated_at.is_not(None)
    is_invited = exists().where(OneTimeToken.user_id == User.id, *_is_open_invitation())
    match kind:
        case Kind.ALL:
            return User.id.is_not(None)
        case Kind.STAFF:
            return User.role != Role.CUSTOMER
        case Kind.INVITED:
            return is_invited
        case Kind.WAITING:
            return User.confirmed_at.is_(None) & ~is_closed & ~is_invited
        case Kind.CLOSED:
            return is_closed


def _is_open_invitation() -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeToken.purpose == Purpose.INVITE,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > now(),
    )
