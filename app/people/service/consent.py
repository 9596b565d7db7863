"""The portal's privacy notes, and who agreed to which edition of them."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from app.core.db import insert_new, session
from app.core.settings import portal
from app.people.models import Consent, User


def edition() -> str:
    """The name of the notes as they stand now: the same for the same text. Empty without any."""
    text = portal().privacy_notes
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def agree(person: User, to: str) -> None:
    """Keep that they agreed to this edition; nothing for none."""
    if to:
        session.execute(insert_new(Consent), {"user_id": person.id, "edition": to})


def agreed_by(person: User) -> Consent | None:
    """What they agreed to last."""
    theirs = select(Consent).where(Consent.user_id == person.id)
    return session.scalar(theirs.order_by(Consent.id.desc()).limit(1))
