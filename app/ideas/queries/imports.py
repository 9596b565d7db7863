"""Files that were brought in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.models import Import
from app.ideas.queries.visible import visible_boards
from app.people.models import Reader

MOST_LISTED = 50


def newest_imports(reader: Reader) -> list[Import]:
    """At most MOST_LISTED to boards that they see, with who brought them and where to."""
    wanted = select(Import).options(joinedload(Import.board), joinedload(Import.actor))
    wanted = wanted.where(_is_where_seen(reader))
    return list(session.scalars(wanted.order_by(Import.id.desc()).limit(MOST_LISTED)))


def one_import(uid: UUID, *, reader: Reader) -> Import:
    """Raises NotFound, alike for one to a board that they do not see."""
    wanted = select(Import).options(joinedload(Import.board), joinedload(Import.actor))
    found = session.scalar(wanted.where(Import.uid == uid, _is_where_seen(reader)))
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def _is_where_seen(reader: Reader) -> ColumnElement[bool]:
    return Import.board_id.in_([board.id for board in visible_boards(reader)])
