"""Which boards of ideas the members of a council see beside others."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.core import audit
from app.core.db import lock, session
from app.core.errors import Forbidden
from app.core.i18n import _
from app.councils.models import Council
from app.ideas.models import Audience, Board
from app.ideas.queries.boards import group_ids_of
from app.ideas.queries.visible import visible_boards
from app.ideas.service.boards import open_to
from app.people.models import User


def boards_of_groups(actor: User) -> list[Board]:
    """Those that are open to chosen groups and that this person sees, in their order: not those
    of councils that others host."""
    return [board for board in visible_boards(actor) if board.audience is Audience.GROUPS]


def show_boards(council: Council, uids: Collection[UUID], *, actor: User) -> None:
    """The members see these, of those that are open to chosen groups. Raises Forbidden for whoever
    does not look after boards."""
    if not actor.is_keeper:
        raise Forbidden(_("Boards are looked after by managers."))
    lock(council)
    for board in boards_of_groups(actor):
        before = group_ids_of(board)
        without = before - {council.group_id}
        after = without | {council.group_id} if board.uid in uids else without
        if after != before:
            open_to(board, after)
    session.flush()
    audit.record(actor, "council.boards", council, after={"boards": sorted(map(str, uids))})
