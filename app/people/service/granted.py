"""What a provider's groups give somebody here: a role below administrator, and groups of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select

from app.core.audit import record
from app.core.db import changed_rows, insert_new, session
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.people.events import role_changed
from app.people.models import Group, GroupMember, Identity, Provider, Role, User
from app.people.service.sessions import end_sessions

ROLES = (Role.CUSTOMER, Role.EMPLOYEE, Role.MANAGER)
GRANTABLE = ROLES[1:]
GROUP = "group:"


def read_grants(text: str) -> dict[str, str]:
    """What each line gives, `group there = employee|manager|group here`, by the group there.
    Raises Invalid naming the first line that says nothing we know."""
    found = {}
    for line in filter(None, map(one_line, text.splitlines())):
        word, is_said, gives = (part.strip() for part in line.rpartition("="))
        grant = _grant(gives)
        if not (word and is_said and grant):
            message = _(
                "“%(line)s” gives nothing we know. Write: group there = employee, manager or the "
                "name of a group here.",
                line=line[:80],
            )
            raise Invalid(message, errors={"grants": message})
        found[word] = grant
    return found


def as_text(grants: Mapping[str, str]) -> str:
    """As they were written, under the names that groups have now."""
    ids = _ids(grant for grant in grants.values() if grant.startswith(GROUP))
    rows = session.execute(select(Group.id, Group.name).where(Group.id.in_(ids)))
    names = {f"{GROUP}{id_}": name for id_, name in rows}
    lines = ((word, names.get(grant, grant)) for word, grant in grants.items())
    return "\n".join(f"{word} = {name}" for word, name in lines if not name.startswith(GROUP))


def _grant(gives: str) -> str:
    if gives.casefold() in [role.value for role in GRANTABLE]:
        return gives.casefold()
    group = session.scalar(select(Group.id).where(Group.name == gives))
    return f"{GROUP}{group}" if group else ""


def follow_groups(provider: Provider, identity: Identity, claims: Mapping[str, Any]) -> None:
    """Give what the person's groups there give, and take what the provider gave and no longer
    does. Of administrators nothing changes."""
    if not provider.group_claim or identity.user.role is Role.ADMIN:
        return
    said = claims.get(provider.group_claim)
    words = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    known = {word for word in words if isinstance(word, str)} & set(provider.grants)
    given = {provider.grants[word] for word in known}
    role = next((each for each in reversed(GRANTABLE) if each.value in given), None)
    _give_role(identity, role)
    ruled = {each for each in provider.grants.values() if each.startswith(GROUP)}
    _give_groups(identity.user, _ids(ruled & given), _ids(ruled))


def _give_role(identity: Identity, role: Role | None) -> None:
    person = identity.user
    before, is_theirs = person.role, person.role is identity.granted_role
    if role is None:
        wanted = Role.CUSTOMER if is_theirs else before
    else:
        wanted = role if is_theirs or ROLES.index(role) > ROLES.index(before) else before
    identity.granted_role = role if is_theirs or wanted is not before else None
    if wanted is before:
        return
    person.role = wanted
    person.version += 1
    session.flush()
    end_sessions(person)
    role_changed.send(person, actor=None)
    record(None, "user.role", person, before={"role": before.value}, after={"role": wanted.value})


def _give_groups(person: User, given: set[int], ruled: set[int]) -> None:
    """In groups the provider rules over, the person is as long as it says so."""
    known = set(session.scalars(select(Group.id).where(Group.id.in_(ruled))))
    gone = GroupMember.user_id == person.id, GroupMember.group_id.in_(known - given)
    left = changed_rows(delete(GroupMember).where(*gone))
    joined = sum(
        changed_rows(insert_new(GroupMember), {"group_id": group, "user_id": person.id})
        for group in sorted(known & given)
    )
    if left or joined:
        record(None, "user.groups", person, after={"joined": joined, "left": left})


def _ids(grants: Iterable[str]) -> set[int]:
    return {int(grant.removeprefix(GROUP)) for grant in grants}
