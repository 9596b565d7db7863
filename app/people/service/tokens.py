"""Bearer tokens, with which a program acts as its owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.core.text import one_line
from app.core.unseen import refuse_unseen
from app.people.models import ApiToken, Role, User
from app.people.secret import hashed, new_secret

SCOPES = ("read", "write", "triage", "admin")
LIFETIME = timedelta(days=365)
OF_ROLE = {
    Role.CUSTOMER: ("read", "write"),
    Role.EMPLOYEE: ("read", "write", "triage"),
    Role.MANAGER: SCOPES,
    Role.ADMIN: SCOPES,
}
"""Scopes with which somebody's token can do more than without; a token never may more than they."""
PREFIX = "heed_"


def issue_token(
    user: User,
    *,
    scopes: Sequence[str],
    name: str = "",
    lifetime: timedelta = LIFETIME,
    actor: User | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown this once and kept as a hash. No actor stands for
    the command line.

    Raises Invalid for an unknown scope or an odd name, Conflict for who may not sign in.
    """
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        message = _("A scope is one of: %(scopes)s.", scopes=", ".join(SCOPES))
        raise Invalid(message, errors={"scopes": message})
    refuse_unseen(name=name)
    if not user.is_active:
        raise Conflict(_("Only someone who may sign in can hold a token."))

    secret = PREFIX + new_secret()
    token = ApiToken(
        user_id=user.id,
        name=one_line(name)[:100],
        secret_hash=hashed(secret),
        scopes=sorted(set(scopes), key=SCOPES.index),
        expires_at=now() + min(lifetime, LIFETIME),
    )
    session.add(token)
    session.flush()
    record(actor, "token.issue", token, after={"owner": str(user.uid), "scopes": token.scopes})
    return token, secret


def revoke_token(user: User, uid: UUID) -> None:
    """End one of their own tokens. Raises NotFound for what is not theirs or is over."""
    theirs = ApiToken.user_id == user.id, ApiToken.uid == uid, ApiToken.revoked_at.is_(None)
    ended = update(ApiToken).where(*theirs).values(revoked_at=now()).returning(ApiToken)
    token = session.scalar(ended)
    if token is None:
        raise NotFound(_("This token is over already."))
    record(user, "token.revoke", token, after={"owner": str(user.uid)})
