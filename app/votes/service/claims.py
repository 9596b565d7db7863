"""What ends an employee's word for a customer: the customer's own."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, exists, or_, select, update

from app.core.clock import now
from app.core.db import key_of, session
from app.ideas.models import Idea
from app.people.models import User
from app.votes.models import Proxy, Vote

_UNSYNCHRONISED = {"synchronize_session": False}


def claim_votes(idea: Idea, *, voter: User) -> None:
    """Whoever votes where an employee did so for them speaks for themselves from now on."""
    spoken_for = (Proxy.user_id == key_of(voter), Proxy.claimed_at.is_(None), _is_in_family(idea))
    claimed = update(Proxy).where(*spoken_for).values(claimed_at=now())
    session.execute(claimed, execution_options=_UNSYNCHRONISED)


def end_proxies(idea: Idea, *, voter: User) -> None:
    """A vote that is gone takes with it the word it came by."""
    has_vote = exists().where(Vote.idea_id == Proxy.idea_id, Vote.user_id == Proxy.user_id)
    ended = delete(Proxy).where(Proxy.user_id == key_of(voter), _is_in_family(idea), ~has_vote)
    session.execute(ended, execution_options=_UNSYNCHRONISED)
    for known in [each for each in session.identity_map.values() if isinstance(each, Proxy)]:
        session.expire(known)


def _is_in_family(idea: Idea) -> ColumnElement[bool]:
    root = key_of(idea)
    family = select(Idea.id).where(or_(Idea.id == root, Idea.merged_into_id == root))
    return Proxy.idea_id.in_(family)
