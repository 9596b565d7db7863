"""How else people said what an idea asks for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.models import Idea, Wording

MOST = 5


def also_said(idea: Idea) -> Sequence[Wording]:
    """The newest wordings of an idea, at most MOST, the newest first."""
    found = select(Wording).where(Wording.idea_id == idea.id)
    return session.scalars(found.order_by(Wording.id.desc()).limit(MOST)).all()


def one_wording(idea: Idea, uid: UUID) -> Wording:
    """Raises NotFound."""
    one = select(Wording).where(Wording.uid == uid, Wording.idea_id == idea.id)
    found = session.scalars(one).first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found
