"""A few notices, so that the demonstration's customer has something to read."""

from __future__ import annotations

from sqlalchemy import and_, select

from app.core.db import session
from app.ideas.models import Idea, StatusChange
from app.telling.models import Because, Channel, Delivery, DeliveryState, Update, UpdateKind
from app.votes.models import Vote

NEWEST = 6


def leave_notices(customer_id: int) -> None:
    """Tell the customer in the portal of the newest decisions on what they voted for."""
    decisions = (
        select(StatusChange, Idea)
        .join(Idea, Idea.id == StatusChange.idea_id)
        .join(Vote, and_(Vote.idea_id == Idea.id, Vote.user_id == customer_id))
        .where(StatusChange.note != "", StatusChange.created_at > Vote.created_at)
        .order_by(StatusChange.created_at.desc(), StatusChange.id)
        .limit(NEWEST)
    )
    for change, idea in session.execute(decisions).all():
        is_author = idea.author_id == customer_id
        _leave_notice(change, customer_id, Because.SUBMITTER if is_author else Because.VOTER)


def _leave_notice(change: StatusChange, customer_id: int, because: Because) -> None:
    news = Update(
        kind=UpdateKind.STATUS,
        idea_id=change.idea_id,
        actor_id=change.actor_id,
        facts={
            "phase": change.to_status.phase.value,
            "wording": change.to_status.wording,
            "note": change.note,
            "note_html": change.note_html,
        },
        created_at=change.created_at,
        updated_at=change.created_at,
    )
    session.add(news)
    session.flush()
    session.add(
        Delivery(
            update_id=news.id,
            user_id=customer_id,
            idea_id=change.idea_id,
            channel=Channel.NOTICE,
            because=because,
            state=DeliveryState.SENT,
            next_at=change.created_at,
            sent_at=change.created_at,
            created_at=change.created_at,
            updated_at=change.created_at,
        )
    )
    session.flush()
