"""Boards as those see them who look after them, and addresses that boards had."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, func, or_, select

from app.core.audit import AuditEntry
from app.core.db import session
from app.core.i18n import _, ngettext
from app.core.settings import portal
from app.ideas.models import Audience, Board, BoardGroup, Idea
from app.ideas.queries.visible import visible_boards
from app.people.models import (
    Group,
    GroupMember,
    GroupOrganisation,
    Organisation,
    Reader,
    Role,
    User,
)

RENAMES_LOOKED_AT = 500
ORGANISATIONS_NAMED = 3


def all_boards() -> list[Board]:
    """In their order, closed ones too."""
    return list(session.scalars(select(Board).order_by(Board.position, Board.id)))


def board_once_at(slug: str, *, reader: Reader) -> Board | None:
    """The board that had this address before it was changed, for a reader who sees it."""
    edits = select(AuditEntry.subject, AuditEntry.before).where(AuditEntry.action == "board.edit")
    newest = edits.order_by(AuditEntry.id.desc()).limit(RENAMES_LOOKED_AT)
    by_name = {f"boards:{board.uid}": board for board in visible_boards(reader)}
    for subject, before in session.execute(newest):
        if before.get("slug") == slug and subject in by_name:
            return by_name[subject]
    return None


def all_groups() -> list[Group]:
    """Those that are kept by hand."""
    return list(session.scalars(select(Group).where(Group.is_by_hand).order_by(Group.name)))


def group_ids_of(board: Board) -> set[int]:
    return set(session.scalars(select(BoardGroup.group_id).where(BoardGroup.board_id == board.id)))


def council_groups_of(board: Board) -> set[int]:
    """Of those the board is open to, the groups that nobody keeps by hand."""
    kept = select(Group.id).join(BoardGroup, BoardGroup.group_id == Group.id)
    return set(session.scalars(kept.where(BoardGroup.board_id == board.id, ~Group.is_by_hand)))


def boards_open_to(group_id: int) -> list[Board]:
    """In their order."""
    opened = select(Board).join(BoardGroup, BoardGroup.board_id == Board.id)
    opened = opened.where(BoardGroup.group_id == group_id, Board.audience == Audience.GROUPS)
    return list(session.scalars(opened.order_by(Board.position)))


def council_boards() -> set[int]:
    """Ids of those open to groups of which nobody keeps one by hand."""
    of_board = (BoardGroup.board_id == Board.id, Group.id == BoardGroup.group_id)
    chosen = select(Board.id).where(
        Board.audience == Audience.GROUPS,
        exists().where(*of_board),
        ~exists().where(*of_board, Group.is_by_hand),
    )
    return set(session.scalars(chosen))


def groups_of_boards(reader: Reader) -> dict[int, list[str]]:
    """The groups each board is open to as a sentence names them, in two statements; those of
    councils for their hosts and for administrators, so that nobody else learns of one."""
    open_to = select(BoardGroup.board_id, Group).join(Group, Group.id == BoardGroup.group_id)
    if reader.role is not Role.ADMIN:
        theirs = exists().where(
            GroupMember.group_id == Group.id,
            GroupMember.user_id == reader.id,
            GroupMember.is_current(),
        )
        open_to = open_to.where(or_(Group.is_by_hand, theirs))
    rows = session.execute(open_to.order_by(Group.name)).all()
    named = names_of_groups([group for _board, group in rows])
    found: dict[int, list[str]] = {}
    for board_id, group in rows:
        found.setdefault(board_id, []).append(named[group.id])
    return found


def names_of_groups(groups: Collection[Group]) -> dict[int, str]:
    """By id, each with some of the organisations in it, in one statement."""
    within = select(GroupOrganisation.group_id, Organisation.name)
    within = within.join(Organisation, Organisation.id == GroupOrganisation.organisation_id)
    within = within.where(GroupOrganisation.group_id.in_({group.id for group in groups}))
    found: dict[int, list[str]] = {}
    for group_id, name in session.execute(within.order_by(Organisation.name)):
        found.setdefault(group_id, []).append(name)
    return {group.id: _named(group, found.get(group.id, [])) for group in groups}


def _named(group: Group, organisations: list[str]) -> str:
    if not group.is_by_hand:
        # Which council has its ears here is not for everybody who looks after boards.
        return _("an advisory board")
    some = ", ".join(organisations[:ORGANISATIONS_NAMED])
    more = len(organisations) - ORGANISATIONS_NAMED
    if more > 0:
        some = _("%(names)s and %(num)s more", names=some, num=more)
    return f"“{group.name}” ({some})" if some else f"“{group.name}”"


def runs_all_councils_of(board_ids: Collection[int], person: User) -> bool:
    """Whether they are in each group that is not kept by hand, as those of councils, and that one
    of these boards is open to. Of staff only hosts are."""
    open_to = select(Group.id).join(BoardGroup, BoardGroup.group_id == Group.id)
    of_councils = set(
        session.scalars(open_to.where(BoardGroup.board_id.in_(board_ids), ~Group.is_by_hand))
    )
    theirs = select(GroupMember.group_id).where(
        GroupMember.user_id == person.id, GroupMember.is_current()
    )
    return of_councils <= set(session.scalars(theirs))


def ideas_on_boards() -> dict[int, int]:
    """How many ideas stand on each, in one statement."""
    counted = select(Idea.board_id, func.count(Idea.id).label("ideas")).where(Idea.is_listed)
    rows = session.execute(counted.group_by(Idea.board_id))
    return {row.board_id: row.ideas for row in rows}


def takes_anonymous(board: Board) -> bool:
    """Whether people who are not signed in may post ideas there now: confirming one makes an
    account, so not where people come in by invitation alone."""
    is_open = board.archived_at is None and not portal().is_private
    return board.takes_anonymous and is_open and portal().sign_up != "invited"


def access_sentence(
    audience: Audience,
    groups: list[str],
    *,
    takes_ideas: bool = True,
    takes_anonymous: bool = False,
    is_of_council: bool = False,
) -> str:
    """Who sees a board and what they may do there, as a sentence."""
    if is_of_council:
        return _council_sentence(takes_ideas=takes_ideas)
    if not takes_ideas:
        return _closed_sentence(audience, groups)
    sentence = _open_sentence(audience, groups)
    if not takes_anonymous:
        return sentence
    return _(
        "%(sentence)s Ideas of people who are not signed in wait until somebody looked at them.",
        sentence=sentence,
    )


def _council_sentence(*, takes_ideas: bool) -> str:
    if takes_ideas:
        return _(
            "Only members and hosts of an advisory board may read, vote, comment and post; "
            "administrators see it too."
        )
    return _(
        "Only members and hosts of an advisory board may read, vote and comment; "
        "administrators see it too. Nobody posts."
    )


def _open_sentence(audience: Audience, groups: list[str]) -> str:
    match audience:
        case Audience.PUBLIC if portal().is_private:
            return _("Whoever signed in may read; customers and employees vote, comment and post.")
        case Audience.PUBLIC:
            return _(
                "Anyone may read, also search engines; "
                "customers and employees vote, comment and post."
            )
        case Audience.SIGNED_IN:
            return _("Only who signed in may read; customers and employees vote, comment and post.")
        case Audience.EMPLOYEES:
            return _("Only employees may read, vote, comment and post.")
        case Audience.GROUPS if not groups:
            return _("Only chosen groups may read, vote, comment and post; managers see it too.")
        case Audience.GROUPS:
            return ngettext(
                "Only the group %(names)s may read, vote, comment and post; managers see it too.",
                "Only the groups %(names)s may read, vote, comment and post; managers see it too.",
                len(groups),
                names=", ".join(groups),
            )


def _closed_sentence(audience: Audience, groups: list[str]) -> str:
    """Voting and commenting go on where a board is closed to new ideas."""
    match audience:
        case Audience.PUBLIC if portal().is_private:
            return _(
                "Whoever signed in may read; "
                "customers and employees vote and comment. Nobody posts."
            )
        case Audience.PUBLIC:
            return _(
                "Anyone may read, also search engines; customers and employees vote and comment. "
                "Nobody posts."
            )
        case Audience.SIGNED_IN:
            return _(
                "Only who signed in may read; "
                "customers and employees vote and comment. Nobody posts."
            )
        case Audience.EMPLOYEES:
            return _("Only employees may read, vote and comment. Nobody posts.")
        case Audience.GROUPS if not groups:
            return _(
                "Only chosen groups may read, vote and comment; managers see it too. Nobody posts."
            )
        case Audience.GROUPS:
            return ngettext(
                "Only the group %(names)s may read, vote and comment; managers see it too. "
                "Nobody posts.",
                "Only the groups %(names)s may read, vote and comment; managers see it too. "
                "Nobody posts.",
                len(groups),
                names=", ".join(groups),
            )
