"""What members found while testing, as far as a reader may know of it yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.councils.models import Finding, Round, RoundKind, Seat
from app.councils.policy import Standing


def who_found(of: Round) -> set[int]:
    """Ids of the people who wrote something down in it."""
    wrote = select(Seat.user_id).join(Finding, Finding.seat_id == Seat.id)
    return set(session.scalars(wrote.where(Finding.round_id == of.id)))


def findings_in(standing: Standing, rounds: Iterable[Round]) -> Sequence[Finding]:
    """In the order they came, of those rounds that are tests. Before a round has closed one's own;
    for hosts all."""
    tests = [each for each in rounds if each.kind is RoundKind.TEST]
    if not tests:
        return ()
    told = [each.id for each in tests if standing.is_host or each.has_closed]
    is_theirs = Finding.seat_id == (standing.seat.id if standing.seat else None)
    found = select(Finding).where(Finding.round_id.in_([each.id for each in tests]))
    found = found.where(or_(Finding.round_id.in_(told), is_theirs))
    found = found.options(joinedload(Finding.seat).joinedload(Seat.user))
    return session.scalars(found.order_by(Finding.id)).all()
