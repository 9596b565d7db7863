"""Boards: opened, changed, put in order, closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from app.core import audit, naming
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Forbidden, Invalid, Stale
from app.core.i18n import _
from app.core.paging import LARGEST_KEY
from app.core.text import block, one_line, slug
from app.core.unseen import refuse_unseen
from app.ideas.models import Audience, Board, BoardGroup, Idea, Moderation
from app.ideas.policy import refuse_tending
from app.ideas.queries.boards import council_groups_of, group_ids_of, runs_all_councils_of
from app.ideas.queries.visible import visible_boards
from app.ideas.searchable import KIND
from app.people.models import Group, Role, User
from app.search.service import enqueue

LONGEST_QUESTION = 200


@dataclass(frozen=True)
class Outline:
    """What a board is to be. An empty `slug` is made from the name; `group_ids` matter where the
    audience is groups, `takes_anonymous` where it is everybody."""

    name: str
    slug: str = ""
    question: str = ""
    audience: Audience = Audience.PUBLIC
    group_ids: Collection[int] = ()
    moderation: Moderation = Moderation.NONE
    is_one_way: bool = False
    takes_anonymous: bool = False


def add_board(wanted: Outline, *, actor: User) -> Board:
    """As the last one. Raises Invalid, and Conflict for an address that is taken."""
    _refuse_others(actor)
    name = naming.checked_name(wanted.name)
    address = _address(wanted) if wanted.slug else naming.free_key(Board, "slug", name)
    _refuse_taken(address, None, actor)
    last = session.scalar(select(func.max(Board.position)))
    board = Board(name=name, slug=address, position=0 if last is None else last + 1)
    session.add(board)
    _write(board, wanted, name, address, kept=())
    audit.record(actor, "board.add", board, after=_shown(board, wanted))
    return board


def edit_board(board: Board, wanted: Outline, *, version: int, actor: User) -> None:
    """Links to the old address lead on to the new one. Raises Stale when somebody else changed it
    since, Invalid, and Conflict for an address that is taken."""
    session.refresh(board)
    refuse_tending(board, actor=actor)
    if board.version != version:
        raise Stale(_("Someone changed this board a moment ago. Look at it again, then decide."))
    name, address = naming.checked_name(wanted.name), _address(wanted)
    _refuse_taken(address, board, actor)
    before = _shown(board, Outline("", group_ids=group_ids_of(board)))
    board.version += 1
    readers = (board.audience, board.is_one_way)
    _refuse_leaving_to_councils(board, wanted, actor)
    # Councils say themselves which boards their members see: who looks after boards need not know.
    _write(board, wanted, name, address, kept=council_groups_of(board))
    if readers != (board.audience, board.is_one_way):
        _index_what_was_merged_away(board)
    audit.record(actor, "board.edit", board, before=before, after=_shown(board, wanted))


def close_board(board: Board, *, actor: User) -> None:
    """It takes no more ideas; what is on it stays to be read."""
    refuse_tending(board, actor=actor)
    if board.archived_at is None:
        board.archived_at = now()
        _changed(board, "board.close", actor)


def reopen_board(board: Board, *, actor: User) -> None:
    refuse_tending(board, actor=actor)
    if board.archived_at is not None:
        board.archived_at = None
        _changed(board, "board.reopen", actor)


def move_board(board: Board, *, up: bool, actor: User) -> None:
    """Among those that this person sees."""
    refuse_tending(board, actor=actor)
    naming.move(board, visible_boards(actor), up=up, actor=actor)


def _refuse_others(actor: User) -> None:
    if not actor.is_keeper:
        raise Forbidden(_("Boards are looked after by managers."))


def _address(wanted: Outline) -> str:
    """Raises Invalid for what is no word of an address."""
    typed = one_line(wanted.slug).casefold()
    if slug(typed) != typed or not typed:
        message = _("An address is made of letters a to z, digits and hyphens, as in our-product.")
        raise Invalid(message, errors={"slug": message})
    return typed


def _refuse_taken(address: str, board: Board | None, actor: User) -> None:
    """Of a board that this person does not see the name is not said."""
    other = session.scalar(select(Board).where(Board.slug == address))
    if other is not None and other is not board:
        message = _("This address is taken.")
        if other in visible_boards(actor):
            message = _("The board “%(name)s” has this address.", name=other.name)
        raise Conflict(message, errors={"slug": message})


def _write(
    board: Board, wanted: Outline, name: str, address: str, *, kept: Collection[int]
) -> None:
    refuse_unseen(question=wanted.question)
    question = one_line(block(wanted.question))
    if len(question) > LONGEST_QUESTION:
        message = _("A question of up to %(num)s letters is read.", num=LONGEST_QUESTION)
        raise Invalid(message, errors={"question": message})
    lets_in = {*_by_hand(wanted.group_ids), *kept}
    if wanted.audience is Audience.GROUPS and not lets_in:
        raise _no_group()
    board.name, board.slug, board.question = name, address, question
    board.audience, board.moderation = wanted.audience, wanted.moderation
    board.is_one_way = wanted.is_one_way
    board.takes_anonymous = wanted.takes_anonymous and wanted.audience is Audience.PUBLIC
    session.flush()
    open_to(board, lets_in if wanted.audience is Audience.GROUPS else ())


def open_to(board: Board, group_ids: Collection[int]) -> None:
    """These groups see it, and no others."""
    session.execute(delete(BoardGroup).where(BoardGroup.board_id == board.id))
    known = session.scalars(select(Group.id).where(Group.id.in_(group_ids)))
    session.add_all(BoardGroup(board_id=board.id, group_id=group_id) for group_id in known)
    session.flush()
    _forget_seen_boards()


def _refuse_leaving_to_councils(board: Board, wanted: Outline, actor: User) -> None:
    """Whoever does not know which councils see a board cannot leave it to them alone."""
    knows = actor.role is Role.ADMIN or runs_all_councils_of([board.id], actor)
    if wanted.audience is Audience.GROUPS and not wanted.group_ids and not knows:
        raise _no_group()


def _by_hand(group_ids: Collection[int]) -> set[int]:
    """Those of them that anybody may choose: councils say themselves what they see."""
    keys = [each for each in group_ids if each <= LARGEST_KEY]
    chosen = select(Group.id).where(Group.id.in_(keys), Group.is_by_hand)
    return set(session.scalars(chosen))


def _no_group() -> Invalid:
    message = _("Choose at least one group, or nobody would see this board.")
    return Invalid(message, errors={"groups": message})


def _index_what_was_merged_away(board: Board) -> None:
    """Whether its titles lead to an idea elsewhere depends on who sees the board."""
    roots = select(Idea.merged_into_id).where(
        Idea.board_id == board.id, Idea.merged_into_id.is_not(None)
    )
    enqueue(KIND, *{root for root in session.scalars(roots) if root is not None})


def _forget_seen_boards() -> None:
    """What this request looked up before the change."""
    session().info.pop("visible_boards", None)


def _changed(board: Board, action: str, actor: User) -> None:
    board.version += 1
    session.flush()
    _forget_seen_boards()
    audit.record(actor, action, board)


def _shown(board: Board, wanted: Outline) -> dict[str, Any]:
    return {
        "name": board.name,
        "slug": board.slug,
        "question": board.question,
        "audience": board.audience.value,
        "moderation": board.moderation.value,
        "is_one_way": board.is_one_way,
        "takes_anonymous": board.takes_anonymous,
        "groups": sorted(wanted.group_ids),
    }
