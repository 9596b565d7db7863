"""Rounds, what is on their agenda and what is judged in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.councils.models import AgendaItem, Candidate, Council, Round, Stage
from app.councils.policy import Standing
from app.councils.terms import day_of

MOST = 200


def rounds_of(standing: Standing) -> Sequence[Round]:
    """The newest first; drafts for hosts alone."""
    rounds = select(Round).where(Round.council_id == standing.council.id)
    rounds = rounds.options(selectinload(Round.criteria))
    if not standing.is_host:
        rounds = rounds.where(or_(Round.pre_read_at.is_not(None), Round.opened_at.is_not(None)))
    return session.scalars(rounds.order_by(Round.number.desc()).limit(MOST)).all()


def one_round(standing: Standing, number: int) -> Round:
    """Raises NotFound, alike for a draft that is not theirs and one that does not exist."""
    found = session.scalar(
        select(Round).where(and_(Round.council_id == standing.council.id, Round.number == number))
    )
    if found is None or (found.stage is Stage.DRAFT and not standing.is_host):
        raise NotFound(_("There is nothing at this address."))
    return found


def agenda_of(of: Round) -> Sequence[AgendaItem]:
    items = select(AgendaItem).where(AgendaItem.round_id == of.id)
    return session.scalars(items.order_by(AgendaItem.position, AgendaItem.id)).all()


def starts_of(of: Round, agenda: Sequence[AgendaItem]) -> dict[int, datetime]:
    """By the id of a point, when it begins where each takes as long as it is to; empty where the
    round does not meet."""
    if of.meets_at is None or of.called_off_at is not None:
        return {}
    starts, moment = {}, of.meets_at
    for item in agenda:
        starts[item.id] = moment
        moment += timedelta(minutes=item.minutes)
    return starts


def candidates_of(of: Round) -> Sequence[Candidate]:
    """In their order, with what each was taken from."""
    judged = select(Candidate).where(Candidate.round_id == of.id)
    judged = judged.options(joinedload(Candidate.idea), joinedload(Candidate.improvement))
    return session.scalars(judged.order_by(Candidate.position, Candidate.id)).all()


def one_candidate(of: Round, uid: UUID) -> Candidate:
    """Raises NotFound for one of another round."""
    found = session.scalar(
        select(Candidate).where(Candidate.round_id == of.id, Candidate.uid == uid)
    )
    if found is None:
        raise NotFound(_("This proposal is not in this round."))
    return found


def one_item(of: Round, uid: UUID) -> AgendaItem:
    """Raises NotFound for one of another round."""
    found = session.scalar(
        select(AgendaItem).where(AgendaItem.round_id == of.id, AgendaItem.uid == uid)
    )
    if found is None:
        raise NotFound(_("This is not on the agenda of this round."))
    return found


def first_year(council: Council) -> int:
    """Of the first round that closes or meets at all, or of the council itself."""
    first = select(func.min(func.coalesce(Round.closes_at, Round.meets_at))).where(
        Round.council_id == council.id
    )
    return day_of(session.scalar(first) or council.created_at).year


def last_number(council: Council) -> int:
    newest = select(Round.number).where(Round.council_id == council.id)
    return session.scalar(newest.order_by(Round.number.desc()).limit(1)) or 0
