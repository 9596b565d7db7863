"""The sessions and tokens that everybody of the portal calls with."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.people.models import ApiToken, Passkey, Role, User, UserSession
from app.people.secret import hashed, new_secret
from app.people.service.tokens import SCOPES
from app.people.session import KEY, LONGEST
from tests.people.holding import seeing
from tests.personas import make_person

if TYPE_CHECKING:
    from tests.people.holding.portal import Called


def sign_in(called: Called) -> None:
    """Each person's cookie and the token of its forms; nobody has only the token."""
    for name in seeing.COLUMN:
        raw, secret, client = secrets.token_hex(20), new_secret(), called.app.test_client()
        person = called.people.get(name)
        if person is not None:
            opened = UserSession(user_id=person.id, secret_hash=hashed(secret), is_strong=True)
            opened.expires_at = now() + LONGEST[person.is_staff]
            kept = Passkey(
                user_id=person.id, name="Key", credential_id=f"{name:A<8}", public_key=""
            )
            kept.sign_count = 0
            with writing():
                session.add_all([opened, kept])
            called.values[f"session:{name}"] = opened.uid
            called.values[f"passkey:{name}"] = kept.uid
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = raw
            if person is not None:
                cookie[KEY] = secret
        held = client.get_cookie("session")
        assert held is not None
        signed = URLSafeTimedSerializer(called.app.secret_key, salt="wtf-csrf-token").dumps(raw)
        called.cookies[name] = {"cookie": f"session={held.value}", "form": str(signed)}


def issue_tokens(called: Called) -> None:
    """For each person one token of each set of scopes that a row may ask for, and some of Ruth's
    that are no good. Put into the table: no door gives out such."""
    for name in seeing.PEOPLE:
        for scopes in _sets_of_scopes():
            called.tokens[name, " ".join(scopes)] = _token(called.people[name], scopes)
        own = select(ApiToken.uid).where(ApiToken.user_id == called.people[name].id)
        called.values[f"token:{name}"] = session.scalars(own.limit(1)).one()
    called.tokens["expired", ""] = _token(called.people["ruth"], SCOPES, expires_at=now())
    called.tokens["revoked", ""] = _token(called.people["ruth"], SCOPES, revoked_at=now())
    called.tokens["made up", ""] = "heed_" + new_secret()
    gone = make_person("Gone Example", role=Role.ADMIN)
    called.tokens["of a closed account", ""] = _token(gone, SCOPES)
    with writing():
        gone.deactivated_at = now()


def _sets_of_scopes() -> list[tuple[str, ...]]:
    every = range(2 ** len(SCOPES))
    return [tuple(s for n, s in enumerate(SCOPES) if chosen >> n & 1) for chosen in every]


def _token(owner: User, scopes: tuple[str, ...], **more: Any) -> str:
    secret = new_secret()
    lasting = {"expires_at": now() + timedelta(days=9), "last_used_at": now(), **more}
    with writing():
        session.add(
            ApiToken(user_id=owner.id, secret_hash=hashed(secret), scopes=list(scopes), **lasting)
        )
    return secret
