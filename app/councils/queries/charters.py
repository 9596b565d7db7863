"""Charters, and who accepted the one that holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.councils.models import Acceptance, Charter, Council, Seat


def current_charter(council: Council) -> Charter | None:
    """The version that holds; None where nothing was agreed on yet."""
    newest = select(Charter).where(Charter.council_id == council.id)
    newest = newest.order_by(Charter.number.desc()).limit(1)
    return session.scalar(newest.options(joinedload(Charter.approved_by)))


def owes_acceptance(council: Council, seat: Seat) -> bool:
    """Whether the version that holds still waits for this seat."""
    highest = select(Charter.id).where(Charter.council_id == council.id)
    highest = highest.order_by(Charter.number.desc()).limit(1)
    holds = highest.scalar_subquery()
    is_accepted = exists().where(Acceptance.charter_id == holds, Acceptance.seat_id == seat.id)
    return bool(session.scalar(select(holds.is_not(None) & ~is_accepted)))


def acceptances_of(charter: Charter) -> Sequence[Acceptance]:
    """In the order they came, with the seats."""
    accepted = select(Acceptance).where(Acceptance.charter_id == charter.id)
    accepted = accepted.options(joinedload(Acceptance.seat)).order_by(Acceptance.id)
    return session.scalars(accepted).all()


def accepted_by(seat: Seat) -> Sequence[tuple[int, Acceptance]]:
    """The number of each version and how it was accepted, the newest first."""
    theirs = select(Charter.number, Acceptance).join(Charter, Charter.id == Acceptance.charter_id)
    theirs = theirs.where(Acceptance.seat_id == seat.id).order_by(Charter.number.desc())
    return [(number, accepted) for number, accepted in session.execute(theirs)]


def accepted_at(charter: Charter, seat: Seat) -> datetime | None:
    theirs = select(Acceptance.created_at).where(
        Acceptance.charter_id == charter.id, Acceptance.seat_id == seat.id
    )
    return session.scalar(theirs)


def versions_of(council: Council) -> Sequence[Charter]:
    """The newest first."""
    versions = select(Charter).where(Charter.council_id == council.id)
    return session.scalars(versions.order_by(Charter.number.desc())).all()
