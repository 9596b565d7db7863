"""What is to be read before a round, and who read it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.councils.models import Paper, PaperFile, Reading, Round, Seat


def papers_of(of: Round) -> Sequence[Paper]:
    """In the order they were put there, with their files."""
    there = select(Paper).where(Paper.round_id == of.id).options(joinedload(Paper.file))
    return session.scalars(there.order_by(Paper.id)).all()


def one_paper(of: Round, uid: UUID) -> Paper:
    """Raises NotFound for one of another round."""
    asked = select(Paper).where(Paper.round_id == of.id, Paper.uid == uid)
    found = session.scalar(asked.options(joinedload(Paper.file)))
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def named_by_papers(digests: Sequence[str]) -> set[str]:
    """Those of them whose file some paper is."""
    named = select(PaperFile.digest).where(PaperFile.digest.in_(digests))
    return set(session.scalars(named))


def read_by(seat: Seat, of: Round) -> set[int]:
    """Ids of the papers this seat opened."""
    opened = select(Reading.paper_id).join(Paper, Paper.id == Reading.paper_id)
    return set(session.scalars(opened.where(Paper.round_id == of.id, Reading.seat_id == seat.id)))


def readings_of(paper: Paper) -> Sequence[Reading]:
    """The first reader first; for hosts alone."""
    opened = select(Reading).where(Reading.paper_id == paper.id)
    opened = opened.options(joinedload(Reading.seat).joinedload(Seat.user))
    return session.scalars(opened.order_by(Reading.id)).all()
