"""Two accounts of one person made one: what is the one's becomes the other's, so that nobody counts
twice or is told twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, delete, exists, update

from app.core.audit import record
from app.core.db import Base, session
from app.core.errors import Conflict, Invalid, Stale
from app.core.i18n import _
from app.people.events import being_merged, moved
from app.people.models import FormerName, User
from app.people.policy import refuse_unless_admin
from app.people.privacy import columns
from app.people.privacy.erase import empty_row
from app.people.service.roles import one_at_a_time


def merge(person: User, into: User, *, version: int, actor: User) -> None:
    """What `person` asked, voted for, said and follows becomes that of `into`, who keeps role,
    organisation and ways in; the other account is gone for good, with its ways in.

    Raises Forbidden for whoever is no administrator, Invalid for accounts that cannot be one,
    Conflict where `into` is closed, Stale when `person` was changed meanwhile.
    """
    one_at_a_time(person, actor)
    refuse_unless_admin(actor)
    session.refresh(into)
    refuse_to_merge(person, into, actor=actor)
    if person.version != version:
        raise Stale(_("Someone changed this person a moment ago. Look again, then decide."))
    being_merged.send(person, into=into)
    session.flush()
    for table in columns.tables(Base.metadata):
        for who in columns.references(table):
            _hand_over(table, who, person, into)
    _keep_names(person, into, actor)
    empty_row(person)
    into.version += 1
    session.flush()
    session.expire_all()
    moved.send([into.id])


def refuse_to_merge(person: User, into: User, *, actor: User) -> None:
    """Raises Invalid and Conflict as `merge` does."""
    if person.id == into.id:
        fault = _("This is the same account. Name the other one.")
    elif person.id == actor.id:
        fault = _("This is the account you use. Open the other one, and join it with yours.")
    elif person.is_staff != into.is_staff:
        fault = _("One is a customer, the other is on staff. Give both the same role first.")
    elif person.erased_at is not None or into.erased_at is not None:
        fault = _("There is no such account any more.")
    elif into.deactivated_at is not None:
        raise Conflict(_("The account that would stay is closed. Open it first."))
    else:
        return
    raise Invalid(fault, errors={"into": fault})


def _hand_over(table: Table, who: Column[Any], person: User, into: User) -> None:
    is_theirs = who == person.id
    if columns.stays_apart(who):
        if columns.mark_of(who) == "erase":
            session.execute(delete(table).where(is_theirs))
        return
    for key in columns.keys_with(who):
        _give_way(table, who, key, person, into)
    session.execute(update(table).where(is_theirs).values({who.name: into.id}))


def _give_way(
    table: Table, who: Column[Any], key: UniqueConstraint, person: User, into: User
) -> None:
    """Where both have one, as both voted for the same idea, that of the one who stays is kept."""
    other = table.alias()
    same = [column == other.c[column.name] for column in key.columns if column is not who]
    both_have = exists().where(other.c[who.name] == into.id, *same).select_from(other)
    twice = (who == person.id, both_have)
    if columns.mark_of(who) == "blank":
        session.execute(update(table).where(*twice).values({who.name: None}))
    else:
        session.execute(delete(table).where(*twice))


def _keep_names(person: User, into: User, actor: User) -> None:
    """For the day the person asks to be erased: others may have written of them by these."""
    called = {"name": person.name, "email": person.email or ""}
    session.add(FormerName(user_id=into.id, **called))
    record(actor, "user.merge", into, before=called)
