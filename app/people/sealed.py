"""What an earlier HEED_SECRET_KEY sealed is sealed by the present one, so that the earlier one can
be put away."""

from __future__ import annotations

from sqlalchemy import select, update

from app.core.db import session, writing
from app.core.jobs import hourly
from app.core.sealing import sealed_anew
from app.people.models import Authenticator, Erasure, Provider

SEALED = (Authenticator.sealed_secret, Provider.sealed_secret, Erasure.sealed_names)


@hourly
def seal_anew() -> None:
    """Each in a unit of its own; what was changed meanwhile was sealed then."""
    for column in SEALED:
        table = column.class_
        session.rollback()
        for row_id, sealed in session.execute(select(table.id, column)).all():
            renewed = sealed_anew(sealed)
            if renewed is not None:
                kept = update(table).where(table.id == row_id, column == sealed)
                with writing():
                    session.execute(kept.values({column.key: renewed}))
