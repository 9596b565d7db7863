"""Which boards of ideas the members of a council see beside others."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.core import audit
from app.core.db import lock, session
from app.core.errors import Forbidden
from app.core.i18n import _
from app.councils.models import Council
from app.ideas.models import Audience, Board
from app.ideas.queries.boards import group_ids_of
from app.ideas.service.boards import open_to
from app.people.models import User


def boards_of_groups() -> list[Board]:
    """Those that are open to chosen groups, in their order."""
    chosen = select(Board).where(Board.audience == Audience.GROUPS)
    return list(session.scalars(chosen.order_by(Board.position)))


def show_boards(council: Council, uids: Collection[UUID], *, actor: User) -> None:
    """The members see these, of those that are open to chosen groups. Raises Forbidden for whoever
    does not look after boards."""
    if not actor.is_keeper:
        raise Forbidden(_("Boards are looked after by managers."))
    lock(council)
    for board in boards_of_groups():
        before = group_ids_of(board)
        without = before - {council.group_id}
        after = without | {council.group_id} if board.uid in uids else without
        if after != before:
            open_to(board, after)
    session.flush()
    audit.record(actor, "council.boards", council, after={"boards": sorted(map(str, uids))})
