"""Groups of people and organisations, that boards may be open to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from app.core import audit, naming
from app.core.db import Base, session
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.i18n import _
from app.core.text import email_key, one_line
from app.people.models import Group, GroupMember, GroupOrganisation, Organisation, User


@dataclass(frozen=True)
class Members:
    """Names of organisations and addresses of people, as typed."""

    organisations: Sequence[str] = ()
    addresses: Sequence[str] = ()


def add_group(name: str, members: Members, *, actor: User) -> Group:
    """Raises Invalid naming who is not known, Conflict for a name that is taken."""
    _refuse_others(actor)
    group = Group(name=_free_name(name, None))
    session.add(group)
    session.flush()
    _write(group, members, actor, "group.add")
    return group


def edit_group(group: Group, name: str, members: Members, *, actor: User) -> None:
    """Raises Invalid naming who is not known, Conflict for a name that is taken."""
    _refuse_others(actor)
    group.name = _free_name(name, group)
    _write(group, members, actor, "group.edit")


def members_of(group: Group) -> Members:
    """Both in the order of their names."""
    organisations = (
        select(Organisation.name)
        .join(GroupOrganisation, GroupOrganisation.organisation_id == Organisation.id)
        .where(GroupOrganisation.group_id == group.id)
        .order_by(Organisation.name)
    )
    people = (
        select(User.email)
        .join(GroupMember, GroupMember.user_id == User.id)
        .where(GroupMember.group_id == group.id, GroupMember.is_current(), User.email.is_not(None))
        .order_by(User.email_key)
    )
    return Members(
        session.scalars(organisations).all(), [email or "" for email in session.scalars(people)]
    )


def _refuse_others(actor: User) -> None:
    if not actor.is_keeper:
        raise Forbidden(_("Groups are looked after by managers."))


def _free_name(name: str, group: Group | None) -> str:
    checked = naming.checked_name(name)
    other = session.scalar(select(Group).where(Group.name == checked))
    if other is not None and other is not group:
        message = _("There is a group called “%(name)s” already.", name=checked)
        raise Conflict(message, errors={"name": message})
    return checked


def _write(group: Group, members: Members, actor: User, action: str) -> None:
    """Terms of people who stay are left as they are."""
    before = members_of(group)
    organisations = _organisations(members.organisations)
    people = _people(members.addresses)
    _keep(GroupOrganisation, "organisation_id", group, organisations)
    _keep(GroupMember, "user_id", group, people)
    audit.record(
        actor,
        action,
        group,
        before={"organisations": list(before.organisations), "people": len(before.addresses)},
        after={"organisations": list(members.organisations), "people": len(people)},
    )


def _keep(table: type[Base], column: str, group: Group, wanted: set[int]) -> None:
    of_group = table.__table__.c.group_id == group.id
    pointer = table.__table__.c[column]
    there = set(session.scalars(select(pointer).where(of_group)))
    gone = there - wanted
    if gone:
        session.execute(delete(table).where(of_group, pointer.in_(gone)))
    session.add_all(table(group_id=group.id, **{column: each}) for each in sorted(wanted - there))
    session.flush()


def _organisations(names: Sequence[str]) -> set[int]:
    wanted = {one_line(name) for name in names if one_line(name)}
    known = select(Organisation.name, Organisation.id).where(Organisation.name.in_(wanted))
    found = {row.name: row.id for row in session.execute(known)}
    _refuse_unknown(wanted - found.keys(), "organisations")
    return set(found.values())


def _people(addresses: Sequence[str]) -> set[int]:
    wanted = {email_key(address) for address in addresses if one_line(address)}
    known = select(User.email_key, User.id).where(User.email_key.in_(wanted))
    found = {row.email_key: row.id for row in session.execute(known)}
    _refuse_unknown(wanted - found.keys(), "people")
    return set(found.values())


def _refuse_unknown(names: set[str], field: str) -> None:
    if names:
        message = _("Nobody here is called: %(names)s.", names=", ".join(sorted(names)[:5]))
        raise Invalid(message, errors={field: message})
