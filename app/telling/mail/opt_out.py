"""The signed link in every mail that stops it. It never expires: old mails are read too."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from itsdangerous import BadSignature, Signer

from app.core.errors import NotFound
from app.core.i18n import _
from app.telling.mail.settings import mail_settings


class OptOut(NamedTuple):
    """Who wants silence, and of which idea; no idea means all mail."""

    user_uid: UUID
    idea_uid: UUID | None


def opt_out_path(user_uid: UUID, idea_uid: UUID | None) -> str:
    content = f"{user_uid.hex}-{idea_uid.hex if idea_uid else ''}"
    return f"/unsubscribe/{_signer().sign(content).decode()}"


def read_opt_out(token: str) -> OptOut:
    """Raises NotFound for a token that was not made here."""
    try:
        user, _dash, idea = _signer().unsign(token).decode().partition("-")
        return OptOut(UUID(user), UUID(idea) if idea else None)
    except (BadSignature, ValueError):
        raise NotFound(_("This link is not complete. Copy all of it from the mail.")) from None


def _signer() -> Signer:
    return Signer(mail_settings().secret_keys, salt="telling.opt-out")
