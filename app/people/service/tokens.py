"""Bearer tokens, with which a program acts as its owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.people.models import ApiToken, User
from app.people.secret import hashed, new_secret

SCOPES = ("read", "write", "triage", "admin")
LIFETIME = timedelta(days=365)
PREFIX = "heed_"


def issue_token(user: User, *, scopes: Sequence[str], name: str = "") -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown this once and kept as a hash.

    Raises Invalid for an unknown scope and Conflict for a person who may not sign in.
    """
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        message = _("A scope is one of: %(scopes)s.", scopes=", ".join(SCOPES))
        raise Invalid(message, errors={"scopes": message})
    if not user.is_active:
        raise Conflict(_("Only someone who may sign in can hold a token."))

    secret = PREFIX + new_secret()
    token = ApiToken(
        user_id=user.id,
        name=one_line(name)[:100],
        secret_hash=hashed(secret),
        scopes=sorted(set(scopes), key=SCOPES.index),
        expires_at=now() + LIFETIME,
    )
    session.add(token)
    session.flush()
    record(None, "token.issue", token, after={"owner": str(user.uid), "scopes": token.scopes})
    return token, secret
