"""Ideas that wait for whoever posted them without signing in."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.ideas.models import Idea, UnconfirmedIdea
from app.people.models import OneTimeToken, Purpose, User
from app.people.queries import open_link
from app.people.service.links import link_over


class Asked(NamedTuple):
    """What a letter asks, and whom."""

    idea: Idea
    person: User


def asked_by_link(secret: str) -> Asked:
    """Raises LinkOver."""
    link, person = open_link(secret, Purpose.SUBMIT)
    return Asked(unconfirmed_of(link).idea, person)


def unconfirmed_of(link: OneTimeToken) -> UnconfirmedIdea:
    """What the link was made for. Raises LinkOver where the idea or the address is gone."""
    asked = select(UnconfirmedIdea).join(UnconfirmedIdea.idea)
    asked = asked.options(joinedload(UnconfirmedIdea.idea).joinedload(Idea.board))
    uid = UUID(link.carries["unconfirmed"])
    found = session.scalar(
        asked.where(
            UnconfirmedIdea.uid == uid,
            Idea.deleted_at.is_(None),
        )
    )
    if found is None:
        raise link_over()
    return found
