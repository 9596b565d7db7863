"""People who come with an import: known by their address, neither confirmed nor welcomed yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import insert_new, session
from app.core.text import email_key
from app.people.models import User


def bring_people_in(names: Mapping[str, str]) -> dict[str, int]:
    """Ids by address of everyone in `names` (address to name, which may be empty). Who is unknown
    becomes an unconfirmed customer; nobody who is known changes."""
    keys = {address: email_key(address) for address in names}
    ids = _ids_of(keys)
    unknown = [
        {"email": address, "email_key": key, "name": names[address]}
        for address, key in keys.items()
        if key not in ids
    ]
    if unknown:
        session.execute(insert_new(User), unknown)
        ids = _ids_of(keys)
    return {address: ids[key] for address, key in keys.items()}


def welcome(addresses: Iterable[str]) -> None:
    """Keep that these people agreed to get mail."""
    keys = [email_key(address) for address in addresses]
    agreed = update(User).where(User.email_key.in_(keys), User.welcomed_at.is_(None))
    unsynchronised = {"synchronize_session": False}
    session.execute(agreed.values(welcomed_at=now()), execution_options=unsynchronised)


def _ids_of(keys: Mapping[str, str]) -> dict[str, int]:
    known = select(User.email_key, User.id).where(User.email_key.in_(keys.values()))
    return {str(key): user_id for key, user_id in session.execute(known)}
