"""Where the people of the portal that is called may sign in too. Nothing is ever asked there: what
it says of itself is known, and its keys would be asked of this machine, which is refused."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from app.core.clock import now
from app.core.db import session, writing
from app.core.sealing import seal
from app.people.models import Identity, Provider, User

ISSUER = "https://127.0.0.1"


def meet_elsewhere(people: dict[str, User]) -> Iterator[tuple[str, UUID]]:
    """Names of values, and the identity that each person has there."""
    provider = Provider(name="Larch", issuer=ISSUER, client_id="x", is_on=True)
    provider.sealed_secret, provider.facts_at = seal("x"), now()
    provider.facts = {"authorization_endpoint": f"{ISSUER}/in"}
    known = [
        Identity(user_id=person.id, issuer=ISSUER, subject=name) for name, person in people.items()
    ]
    with writing():
        session.add_all([provider, *known])
    for name, identity in zip(people, known, strict=True):
        yield f"identity:{name}", identity.uid
