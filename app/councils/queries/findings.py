"""What members found while testing, as far as a reader may know of it yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.councils.models import Finding, Round, Seat
from app.councils.policy import Standing


def findings_in(of: Round, standing: Standing) -> Sequence[Finding]:
    """In the order they came. Before the round has closed one's own; for hosts all."""
    found = select(Finding).where(Finding.round_id == of.id)
    if not standing.is_host and not of.has_closed:
        found = found.where(Finding.seat_id == (standing.seat.id if standing.seat else None))
    found = found.options(joinedload(Finding.seat).joinedload(Seat.user))
    return session.scalars(found.order_by(Finding.id)).all()
