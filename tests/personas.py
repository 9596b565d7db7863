"""People of the tests. All share one password, hashed once, because hashing is slow on purpose."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher

from app.core.clock import now
from app.core.db import session, writing
from app.core.text import email_key
from app.people.models import Organisation, Role, User

PASSWORD = "quiet-harbour-lantern"


@cache
def password_hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)


def make_person(
    name: str,
    *,
    role: Role = Role.CUSTOMER,
    organisation: Organisation | None = None,
    email: str | None = None,
) -> User:
    """A confirmed person who may sign in with PASSWORD."""
    address = email or f"{name.split()[0].lower()}@heed.example"
    with writing():
        person = User(
            name=name,
            role=role,
            organisation_id=organisation.id if organisation else None,
            email=address,
            email_key=email_key(address),
            password_hash=password_hash(),
            confirmed_at=now(),
            welcomed_at=now(),
        )
        session.add(person)
    return person
