"""People who signed up, or were only sent a letter, and never came in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Column, Table, delete, exists, select

from app.core.clock import now
from app.core.db import Base, session, writing
from app.people.events import being_erased
from app.people.models import OneTimeToken, User
from app.people.privacy import columns

NEVER_IN = (
    User.confirmed_at.is_(None),
    User.deactivated_at.is_(None),
)


def forget_unconfirmed(before: datetime) -> None:
    """Delete those who signed up up to then and never confirmed their address. Whoever was brought
    in from elsewhere and is named by an idea or a vote stays: these are theirs."""
    signed_up = (
        *NEVER_IN,
        User.password_hash.is_not(None),
        User.created_at <= before,
    )
    session.rollback()
    for person_id in session.scalars(select(User.id).where(*signed_up)).all():
        with suppress(_Needed), writing():
            # Asked again under the lock: the letter may just have been answered.
            person = session.scalar(select(User).where(User.id == person_id, *signed_up))
            if person is not None:
                _forget(person)


def forget_addressee(person_id: int) -> None:
    """Delete somebody made for a letter who never came in, unless another letter to them is still
    good or something is theirs that stays."""
    is_good = (OneTimeToken.used_at.is_(None), OneTimeToken.expires_at > now())
    made_for_a_letter = (
        *NEVER_IN,
        User.password_hash.is_(None),
        ~exists().where(OneTimeToken.user_id == User.id, *is_good),
    )
    with suppress(_Needed), writing():
        person = session.scalar(select(User).where(User.id == person_id, *made_for_a_letter))
        if person is not None:
            _forget(person)


def _forget(person: User) -> None:
    being_erased.send(person)
    session.flush()
    if any(_names(who, person) for _table, who in _columns() if not _goes_along(who)):
        raise _Needed
    for table, who in _columns():
        if _goes_along(who):
            session.execute(delete(table).where(who == person.id))
    session.execute(delete(User).where(User.id == person.id))


class _Needed(Exception):
    """Something is theirs that stays, so all of this is left as it was."""


def _columns() -> Iterator[tuple[Table, Column[int]]]:
    for table in columns.tables(Base.metadata):
        for who in columns.references(table):
            yield table, who


def _goes_along(who: Column[int]) -> bool:
    return columns.mark_of(who) == "erase"


def _names(who: Column[int], person: User) -> bool:
    return bool(session.scalar(select(exists().where(who == person.id))))
