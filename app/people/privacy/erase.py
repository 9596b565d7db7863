"""Erasing a person: what is theirs goes, what others count or answered stays, naming nobody."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Table, delete, select, update

from app.core.audit import record
from app.core.clock import now
from app.core.db import Base, forget_deleted, session
from app.core.errors import Conflict, Forbidden
from app.core.i18n import _
from app.core.jobs import ring
from app.core.sealing import seal
from app.core.text import email_key
from app.people.events import being_erased
from app.people.models import Erasure, FormerName, Role, User
from app.people.privacy import columns
from app.people.privacy.jobs import take_out_names
from app.people.service.roles import one_at_a_time, refuse_the_last


def erase(person: User, *, actor: User) -> None:
    """Empty a person's row and take what is theirs away, for good. What they are called is taken
    out of what others wrote by the worker, soon after.

    Raises Forbidden for whoever is neither they nor an administrator, and Conflict for the last
    administrator and for somebody who was erased already.
    """
    one_at_a_time(person, actor)
    _refuse(person, actor)
    forget_deleted()
    record(actor, "user.erase", person)
    called = [person.name, person.email or "", person.email_key or "", str(person.uid)]
    called += _called_before(person)
    session.add(
        Erasure(user_id=person.id, asked_by_id=actor.id, sealed_names=seal(json.dumps(called)))
    )
    being_erased.send(person)
    session.flush()
    for table in columns.tables(Base.metadata):
        _take_away(table, person)
    # Old entries and addresses of pages name it.
    person.uid = uuid4()
    empty_row(person)
    ring(take_out_names)


def _called_before(person: User) -> list[str]:
    former = session.scalars(select(FormerName).where(FormerName.user_id == person.id))
    return [word for each in former for word in (each.name, each.email, email_key(each.email))]


def _refuse(person: User, actor: User) -> None:
    if person.erased_at is not None:
        raise Conflict(_("This person was erased already."))
    is_allowed = person.id == actor.id or actor.role is Role.ADMIN
    if not is_allowed or not actor.is_active:
        raise Forbidden(_("People are erased by themselves or by an administrator."))
    if person.role is Role.ADMIN and person.is_active:
        refuse_the_last(person)


def _take_away(table: Table, person: User) -> None:
    """Empty the texts of their rows first: afterwards nothing may say whose they are."""
    for who in columns.references(table):
        is_theirs = who == person.id
        emptied = _emptied(table, who)
        if columns.mark_of(who) == "erase":
            session.execute(delete(table).where(is_theirs))
        elif emptied:
            session.execute(update(table).where(is_theirs).values(emptied))


def _emptied(table: Table, who: Column[Any]) -> dict[str, Any]:
    emptied: dict[str, Any] = {}
    if who.name == columns.OWNER:
        emptied = {each.name: _nothing(each) for each in columns.own_values(table, "erase")}
    if columns.mark_of(who) == "blank":
        emptied[who.name] = None
    return emptied


def empty_row(person: User) -> None:
    """Nobody is called anything here any more, or can come in by it."""
    for each in columns.own_values(Base.metadata.tables[columns.USERS], "erase"):
        setattr(person, each.name, _nothing(each))
    person.erased_at = now()
    person.deactivated_at = person.deactivated_at or now()
    person.version += 1
    session.flush()


def _nothing(column: Column[Any]) -> Any:
    return None if column.nullable else column.type.python_type()
