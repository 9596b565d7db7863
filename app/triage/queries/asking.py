"""Who asked for an idea, and so gets an answer that goes to nobody else."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from app.core.db import session
from app.core.i18n import _
from app.ideas.models import Idea
from app.people.models import User
from app.votes.models import Proxy


def asker_name(idea: Idea) -> str:
    """The first name of whoever a direct answer goes to; empty where nobody is known to have
    asked. An employee who asked for a customer shares it with them, once they are told."""
    if idea.author is None:
        return ""
    customer = _told_customer(idea)
    if customer is None:
        return _first_name(idea.author)
    both = {"one": _first_name(idea.author), "other": _first_name(customer)}
    return _("%(one)s and %(other)s", **both)


def _told_customer(idea: Idea) -> User | None:
    if idea.on_behalf_of_id is None or idea.on_behalf_of_id == idea.author_id:
        return None
    is_told = exists().where(
        Proxy.idea_id == idea.id,
        Proxy.user_id == User.id,
        or_(Proxy.has_consented, Proxy.claimed_at.is_not(None)),
    )
    return session.scalar(select(User).where(User.id == idea.on_behalf_of_id, is_told))


def _first_name(person: User) -> str:
    return person.first_name or _("A customer")
