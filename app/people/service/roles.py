"""Who may do what, and who may no longer come in. There is always an administrator."""

from __future__ import annotations

from sqlalchemy import func, select, update

from app.core.audit import record
from app.core.clock import now
from app.core.db import hold, session
from app.core.errors import Conflict, Stale
from app.core.i18n import _
from app.people.events import moved, role_changed
from app.people.models import ApiToken, OneTimeToken, Organisation, Role, User
from app.people.policy import refuse_unless_admin
from app.people.service.sessions import end_sessions


def change_role(person: User, role: Role, *, version: int, actor: User) -> None:
    """All sessions of the person end: how long one lasts, and what it needs, depends on the role.
    Where it is their own, the caller opens a new one. Raises Forbidden for whoever is no
    administrator, Stale when somebody else changed the person, Conflict for the last
    administrator."""
    _decided_by_an_admin(person, actor)
    if person.role is role:
        return
    _refuse_stale(person, version)
    if person.role is Role.ADMIN:
        refuse_the_last(person)
    before, person.role = person.role, role
    person.is_executive = person.is_executive and role.is_staff
    _changed(person)
    end_sessions(person)
    role_changed.send(person, actor=actor)
    record(
        actor, "user.role", person, before={"role": before.value}, after={"role": person.role.value}
    )


def grant_figures(person: User, *, is_executive: bool, version: int, actor: User) -> None:
    """Let somebody on staff read what executives read, or no more. Raises Forbidden for whoever is
    no administrator, Conflict for a customer, Stale when somebody else changed the person."""
    _decided_by_an_admin(person, actor)
    if person.is_executive == is_executive:
        return
    _refuse_stale(person, version)
    if is_executive and not person.is_staff:
        raise Conflict(_("Customers see no figures. Give this person another role first."))
    person.is_executive = is_executive
    _changed(person)
    record(
        actor,
        "user.executive",
        person,
        before={"is_executive": not is_executive},
        after={"is_executive": is_executive},
    )


def deactivate(person: User, *, actor: User) -> None:
    """Close an account at once: sessions, tokens and open links end. What the person said and
    voted for stays. Raises Forbidden, and Conflict for the last administrator."""
    _decided_by_an_admin(person, actor)
    if person.deactivated_at is not None:
        return
    if person.role is Role.ADMIN:
        refuse_the_last(person)
    person.deactivated_at = now()
    _changed(person)
    end_sessions(person)
    for table, column in ((ApiToken, "revoked_at"), (OneTimeToken, "used_at")):
        is_open = getattr(table, column).is_(None)
        session.execute(
            update(table).where(table.user_id == person.id, is_open).values({column: now()})
        )
    record(actor, "user.deactivate", person)


def reactivate(person: User, *, actor: User) -> None:
    """Open a closed account again. Its tokens stay revoked. Raises Forbidden, and Conflict for
    somebody who was erased."""
    _decided_by_an_admin(person, actor)
    if person.deactivated_at is None:
        return
    if person.erased_at is not None:
        raise Conflict(_("This person was erased. There is nothing left to open."))
    person.deactivated_at = None
    _changed(person)
    record(actor, "user.reactivate", person)


def set_organisation(
    person: User, organisation: Organisation | None, *, version: int, actor: User
) -> None:
    """Raises Forbidden for whoever is no administrator: boards open to organisations. Raises
    Stale when somebody else changed the person."""
    _decided_by_an_admin(person, actor)
    wanted = organisation.id if organisation else None
    if person.organisation_id == wanted and not person.organisation_is_noted:
        return
    _refuse_stale(person, version)
    before = person.organisation.name if person.organisation else None
    person.organisation, person.organisation_is_noted = organisation, False
    _changed(person)
    moved.send([person.id])
    after = organisation.name if organisation else None
    record(
        actor,
        "user.organisation",
        person,
        before={"organisation": before},
        after={"organisation": after},
    )


def one_at_a_time(person: User, actor: User) -> None:
    """Both as they are now, and as they stay until the unit ends: two administrators who demote
    each other do so one after the other."""
    hold("roles")
    session.refresh(person)
    session.refresh(actor)


def refuse_the_last(admin: User) -> None:
    """Raises Conflict. Call it behind `one_at_a_time`."""
    others = select(func.count(User.id)).where(
        User.role == Role.ADMIN,
        User.id != admin.id,
        User.deactivated_at.is_(None),
        User.confirmed_at.is_not(None),
    )
    if not session.scalar(others):
        raise Conflict(
            _("This is the last administrator. Make somebody else one first, then come back.")
        )


def _decided_by_an_admin(person: User, actor: User) -> None:
    one_at_a_time(person, actor)
    refuse_unless_admin(actor)


def _refuse_stale(person: User, version: int) -> None:
    if person.version != version:
        raise Stale(_("Someone changed this person a moment ago. Look again, then decide."))


def _changed(person: User) -> None:
    person.version += 1
    session.flush()
