"""Files that were brought in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.models import Import

MOST_LISTED = 50


def newest_imports() -> list[Import]:
    """At most MOST_LISTED, with who brought them and where to."""
    wanted = select(Import).options(joinedload(Import.board), joinedload(Import.actor))
    return list(session.scalars(wanted.order_by(Import.id.desc()).limit(MOST_LISTED)))


def one_import(uid: UUID) -> Import:
    """Raises NotFound."""
    wanted = select(Import).options(joinedload(Import.board), joinedload(Import.actor))
    found = session.scalar(wanted.where(Import.uid == uid))
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found
