"""Asking back: some time after something shipped, those who asked are asked whether it fixed it.

What was asked is the row in `updates`; it is looked for and written in one unit of change that no
other unit overtakes, so whatever dies or runs twice, an idea is asked about once.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, exists, select

from app.core.clock import now
from app.core.db import hold, session, writing
from app.core.jobs import job, ring
from app.ideas.models import Idea, Phase, Status, StatusChange
from app.telling.jobs import send_outbox
from app.telling.models import Update, UpdateKind
from app.telling.service import tell

ASK_AFTER = timedelta(days=14)
# What shipped before is left in peace: nobody remembers, and a portal that was switched on again
# after months does not write to everyone.
ASK_WITHIN = timedelta(days=60)


@job
def ask_back() -> None:
    """Ask about everything that is due, one unit of change an idea."""
    for idea_id in _due():
        _ask(idea_id)


def _due() -> list[int]:
    due = list(session.scalars(_ideas_to_ask_about().order_by(Idea.status_since)))
    session.rollback()
    return due


def _ask(idea_id: int) -> None:
    with writing():
        hold("asking back")
        if session.scalar(_ideas_to_ask_about().where(Idea.id == idea_id)) is not None:
            tell(Update(kind=UpdateKind.ASK_BACK, idea=session.get_one(Idea, idea_id)))
            ring(send_outbox)


def _ideas_to_ask_about() -> Select[int]:
    """Ids. Somebody shipped them here: an import brings ideas that shipped without a change of
    status, and asks nobody."""
    is_shipped = Status.phase == Phase.SHIPPED
    shipped_here = (
        select(StatusChange.id)
        .join(Status, Status.id == StatusChange.to_status_id)
        .where(StatusChange.idea_id == Idea.id, is_shipped)
    )
    was_asked = exists().where(Update.idea_id == Idea.id, Update.kind == UpdateKind.ASK_BACK)
    moment = now()
    return (
        select(Idea.id)
        .join(Status, Status.id == Idea.status_id)
        .where(
            Idea.is_listed,
            is_shipped,
            Idea.status_since <= moment - ASK_AFTER,
            Idea.status_since > moment - ASK_WITHIN,
            shipped_here.exists(),
            ~was_asked,
        )
    )
