"""Ideas that an employee put down for a customer."""

from __future__ import annotations

from app.core.clock import now
from app.core.db import session
from app.ideas.models import Idea
from app.people.models import User


def claim_idea(idea: Idea, *, customer: User) -> None:
    """From now on the idea stands under the customer's name; nothing for an idea of others."""
    if idea.on_behalf_of_id == customer.id and idea.claimed_at is None:
        idea.claimed_at = now()
        idea.version += 1
        session.flush()


def release_idea(idea: Idea, *, customer: User) -> None:
    """The idea is its author's alone; nothing for an idea of others."""
    if idea.on_behalf_of_id == customer.id:
        idea.on_behalf_of_id, idea.claimed_at = None, None
        idea.version += 1
        session.flush()
        session.expire(idea, ["on_behalf_of"])
