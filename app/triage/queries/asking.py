"""Who asked for an idea, and so gets an answer that goes to nobody else."""

from __future__ import annotations

from app.core.i18n import _
from app.ideas.models import Idea
from app.people.models import User


def asker_name(idea: Idea, *, reaches_customer: bool) -> str:
    """The first name of whoever a direct answer goes to; empty where nobody is known to have
    asked. An employee who asked for a customer shares it with them, once they are told."""
    if idea.author is None:
        return ""
    customer = idea.on_behalf_of
    if customer is None or customer == idea.author or not reaches_customer:
        return _first_name(idea.author)
    both = {"one": _first_name(idea.author), "other": _first_name(customer)}
    return _("%(one)s and %(other)s", **both)


def _first_name(person: User) -> str:
    return person.first_name or _("A customer")
