"""What was decided about improvements."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.db import hold, session
from app.ideas.models import Idea
from app.ideas.queries.visible import visible_boards
from app.improvements.models import Decision, Horizon, Improvement, Verdict
from app.people.models import Reader, User

A_MOMENT = timedelta(minutes=1)
A_MONTH = timedelta(days=30)
MOST_SHOWN = 100
MOST_MOVES = 5


class Decided(NamedTuple):
    """One decision, and the idea it was about: empty where it was about none."""

    decision: Decision
    about: str


class HandMove(NamedTuple):
    """A place given by hand; `became` is empty where it was given back."""

    title: str
    was: str
    became: str
    reason: str
    decider: str | None
    decided_at: datetime


def decisions_about(improvement: Improvement, *, reader: Reader) -> list[Decided]:
    """The newest MOST_SHOWN, the last one first; ideas are named that the reader sees."""
    is_seen = Idea.board_id.in_([board.id for board in visible_boards(reader)])
    log = (
        select(Decision, Idea.number, Idea.title)
        .outerjoin(Idea, and_(Idea.id == Decision.idea_id, is_seen))
        .options(joinedload(Decision.decider))
        .where(Decision.improvement_id == improvement.id)
        .order_by(Decision.created_at.desc(), Decision.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        Decided(decision, f"H-{number} {title}" if number else "")
        for decision, number, title in session.execute(log)
    ]


def moved_by_hand() -> list[HandMove]:
    """The last of the past month among open improvements."""
    moves = (
        select(
            Improvement.title,
            Decision.was,
            Decision.became,
            Decision.reason,
            User.name,
            Decision.created_at,
        )
        .join(Improvement, Improvement.id == Decision.improvement_id)
        .outerjoin(User, User.id == Decision.decider_id)
        .where(
            Decision.verdict == Verdict.RANKED,
            Decision.created_at > now() - A_MONTH,
            Improvement.horizon.in_([each for each in Horizon if each.is_open]),
        )
        .order_by(Decision.created_at.desc(), Decision.id.desc())
        .limit(MOST_MOVES)
    )
    return [HandMove(*row) for row in session.execute(moves)]


def latest_decision(improvement: Improvement) -> Decision | None:
    latest = (
        select(Decision)
        .options(joinedload(Decision.decider))
        .where(Decision.improvement_id == improvement.id)
        .order_by(Decision.created_at.desc(), Decision.id.desc())
    )
    return session.scalars(latest.limit(1)).first()


def decided_just_now(
    improvement: Improvement, verdict: Verdict, *, became: str, reason: str, actor: User
) -> bool:
    """Whether the same person decided the same a moment ago: a form sent twice is one act. Call
    inside writing(), right before the act."""
    hold("acts")
    latest = latest_decision(improvement)
    if latest is None or latest.created_at <= now() - A_MOMENT:
        return False
    act = (latest.verdict, latest.became, latest.reason, latest.decider_id)
    return act == (verdict, became, reason, actor.id)


def promoted_just_now(title: str, *, actor: User) -> Improvement | None:
    """As `decided_just_now`, for an improvement of this title."""
    hold("acts")
    same = (
        select(Improvement)
        .join(Decision, Decision.improvement_id == Improvement.id)
        .where(
            Improvement.title == title,
            Decision.verdict == Verdict.PROMOTED,
            Decision.decider_id == actor.id,
            Decision.created_at > now() - A_MOMENT,
        )
    )
    return session.scalars(same.limit(1)).first()
