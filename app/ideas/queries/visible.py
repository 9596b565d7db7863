"""Who may read which board and idea: one filter for pages, search, counts, feeds, API, mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload, with_expression
from sqlalchemy.sql.base import ExecutableOption

from app.core.db import session
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.paging import in_order_of
from app.core.settings import Setting
from app.ideas.models import Attachment, Audience, Board, BoardGroup, Idea, State, Wording
from app.people.models import Group, GroupMember, GroupOrganisation, Reader, Role, User

STAFF = [role for role in Role if role.is_staff]
FACES = (
    joinedload(Idea.board, innerjoin=True),
    joinedload(Idea.status, innerjoin=True),
    joinedload(Idea.topic),
    joinedload(Idea.author),
)
_REFERENCE = re.compile(r"H-([1-9][0-9]{0,8})(?:-.*)?", re.IGNORECASE)


def may_see_board(
    *, user_id: Any, role: ColumnElement[Any], organisation_id: Any
) -> ColumnElement[bool]:
    """A condition on `boards`. The arguments stand for one reader's values or are columns of
    `users`, so that a fan-out to many people asks exactly what a page asks."""
    in_group = or_(
        exists().where(
            BoardGroup.board_id == Board.id,
            GroupMember.group_id == BoardGroup.group_id,
            GroupMember.user_id == user_id,
            GroupMember.is_current(),
        ),
        exists().where(
            BoardGroup.board_id == Board.id,
            GroupOrganisation.group_id == BoardGroup.group_id,
            GroupOrganisation.organisation_id == organisation_id,
        ),
    )
    # One open to groups that follow from seats alone belongs to councils: who looks after boards
    # sees it as one of its hosts, and does not know of it otherwise.
    kept_by_hand = exists().where(
        BoardGroup.board_id == Board.id, Group.id == BoardGroup.group_id, Group.is_by_hand
    )
    by_right = or_(role == Role.ADMIN, and_(role == Role.MANAGER, kept_by_hand))
    # Asked of the row itself: these conditions are put together once, and the setting may change.
    is_private = exists().where(
        Setting.key == "is_private", cast(Setting.value, String) == literal("true")
    )
    return or_(
        and_(Board.audience == Audience.PUBLIC, or_(role.is_not(None), ~is_private)),
        and_(Board.audience == Audience.SIGNED_IN, role.is_not(None)),
        and_(Board.audience == Audience.EMPLOYEES, _is_one_of(STAFF, role)),
        and_(Board.audience == Audience.GROUPS, or_(by_right, in_group)),
    )


def visible_boards(reader: Reader) -> list[Board]:
    """The boards this reader sees, in their order. Kept for the session, that is the request."""
    seen: dict[int | None, list[Board]] = session().info.setdefault("visible_boards", {})
    if reader.id not in seen:
        asking = {"user": reader.id, "role": reader.role, "organisation": reader.organisation_id}
        seen[reader.id] = list(session.scalars(_boards_of_a_reader(), asking))
    return seen[reader.id]


def sees_all_boards(reader: Reader) -> bool:
    """Whether there is no board of others to leave out."""
    return reader.role is Role.ADMIN


def visible_ideas(reader: Reader) -> ColumnElement[bool]:
    """A condition on `ideas`: listed ones that stand where this reader sees them."""
    return and_(Idea.is_listed, stands_where_seen(reader))


def stands_where_seen(reader: Reader) -> ColumnElement[bool]:
    """A condition on `ideas`: on a board this reader sees; on a one-way one, asked by or for them,
    unless they are staff. Whether an idea is listed is another question."""
    boards = visible_boards(reader)
    shared = Idea.board_id.in_([board.id for board in boards if is_shared(board, reader)])
    between = [board.id for board in boards if not is_shared(board, reader)]
    if not between or reader.id is None:
        return shared
    is_theirs = or_(Idea.author_id == reader.id, Idea.on_behalf_of_id == reader.id)
    return or_(shared, and_(Idea.board_id.in_(between), is_theirs))


def is_shared(board: Board, reader: Reader) -> bool:
    """Whether who sees the board sees what others ask there."""
    return reader.is_staff or not board.is_one_way


def is_where_seen(idea: Idea, reader: Reader) -> bool:
    """As `stands_where_seen`, of one idea."""
    board = next((each for each in visible_boards(reader) if each.id == idea.board_id), None)
    if board is None:
        return False
    is_theirs = reader.id is not None and reader.id in (idea.author_id, idea.on_behalf_of_id)
    return is_theirs or is_shared(board, reader)


def may_read_beside_others(role: ColumnElement[Any], *, user_id: Any) -> ColumnElement[bool]:
    """A condition on `ideas` and `boards`: not between others and staff, for a fan-out."""
    is_theirs = or_(Idea.author_id == user_id, Idea.on_behalf_of_id == user_id)
    return or_(Board.is_one_way.is_(False), _is_one_of(STAFF, role), is_theirs)


def is_visible_of(ids: Select[int] | Sequence[int], reader: Reader) -> ColumnElement[bool]:
    """A condition on `ideas`: visible ones of `ids`."""
    return and_(Idea.id.in_(ids), _looked_up(visible_ideas(reader)))


def is_asked_by(person: Reader) -> ColumnElement[bool]:
    """A condition on `ideas`: their own wishes. One put down for a customer is nobody's own until
    the customer says that it is theirs."""
    return or_(
        and_(Idea.author_id == person.id, Idea.on_behalf_of_id.is_(None)),
        and_(Idea.on_behalf_of_id == person.id, Idea.claimed_at.is_not(None)),
    )


def one_visible_board(slug: str, *, reader: Reader) -> Board:
    """Raises NotFound, alike for a hidden board and one that does not exist."""
    for board in visible_boards(reader):
        if board.slug == slug:
            return board
    raise NotFound(_("There is nothing at this address."))


def is_reference(text: str) -> bool:
    """Whether a text reads like `H-142`, not whether there is such an idea."""
    return _REFERENCE.fullmatch(text) is not None


def one_visible(reference: str, *, reader: Reader, also: Sequence[ExecutableOption] = ()) -> Idea:
    """The idea a reference like `H-142` or `H-142-some-words` names, with what a page shows of
    it; `also` names what is loaded with it. Merged ones are found too: `merged_into_id` says where
    they went. Raises NotFound."""
    named = _REFERENCE.fullmatch(reference)
    if named is None:
        raise NotFound(_("There is nothing at this address."))
    return _checked(_by_number(tuple(also)), {"number": int(named[1])}, reader)


def one_visible_by_id(idea_id: int, *, reader: Reader) -> Idea:
    """Raises NotFound."""
    return _checked(with_faces().where(Idea.id == idea_id), {}, reader)


def number_in(reference: str) -> int | None:
    """142 in `H-142-some-words`."""
    named = _REFERENCE.fullmatch(reference)
    return int(named[1]) if named else None


def visible_ids(references: Sequence[str], *, reader: Reader) -> dict[str, int]:
    """The ids of the ideas that references like `H-142` name, those this reader finds in lists."""
    read = {each: _REFERENCE.fullmatch(each) for each in references}
    numbers = {each: int(named[1]) for each, named in read.items() if named}
    found = select(Idea.number, Idea.id).where(
        Idea.number.in_(numbers.values()), _looked_up(visible_ideas(reader))
    )
    by_number = {row.number: row.id for row in session.execute(found)}
    return {each: by_number[number] for each, number in numbers.items() if number in by_number}


def first_visible(
    ids: Sequence[int],
    most: int,
    *,
    reader: Reader,
    board: Board | None = None,
    only: Sequence[ColumnElement[bool]] = (),
) -> list[Idea]:
    """The first of `ids`, in their order, that this reader may find in lists (on one board, and
    `only` those for which these conditions hold), with what a list shows of them."""
    found = _visible_in_order(ids[:most], reader, board, only)
    if len(found) < most < len(ids):
        found += _visible_in_order(ids[most:], reader, board, only)
    return found[:most]


def with_faces() -> Select[Idea]:
    """Ideas with board, status, topic and who asked in the same statement."""
    customer = joinedload(Idea.on_behalf_of).joinedload(User.organisation)
    return select(Idea).options(*FACES, customer)


# Statements asked at almost every request are put together once: that costs more than asking them.


@cache
def _boards_of_a_reader() -> Select[Board]:
    allowed = may_see_board(
        user_id=bindparam("user", type_=Integer),
        role=bindparam("role", type_=String),
        organisation_id=bindparam("organisation", type_=Integer),
    )
    pinned = select(Idea.id).where(Idea.board_id == Board.id, Idea.pinned_at.is_not(None))
    with_pin = with_expression(Board.pinned_id, pinned.limit(1).scalar_subquery())
    return select(Board).options(with_pin).where(allowed).order_by(Board.position, Board.id)


@cache
def _by_number(also: tuple[ExecutableOption, ...]) -> Select[Idea]:
    """With `has_family` and the like, so that the page of an idea without asks no further. Few
    ideas were asked for a customer: those ask for the customer."""
    merged = aliased(Idea)
    has_family = exists().where(merged.merged_into_id == Idea.id)
    has_images = exists().where(Attachment.idea_id == Idea.id)
    in_family = exists().where(merged.merged_into_id == Idea.id, Wording.idea_id == merged.id)
    has_wordings = or_(exists().where(Wording.idea_id == Idea.id), in_family)
    found = select(Idea).options(
        *FACES,
        with_expression(Idea.has_family, has_family),
        with_expression(Idea.has_images, has_images),
        with_expression(Idea.has_wordings, has_wordings),
        *also,
    )
    return found.where(Idea.number == bindparam("number"))


@cache
def _visible_by_ids() -> Select[Idea]:
    reader = bindparam("reader", type_=Integer)
    is_theirs = or_(Idea.author_id == reader, Idea.on_behalf_of_id == reader)
    between = and_(Idea.board_id.in_(bindparam("between", expanding=True)), is_theirs)
    shared = Idea.board_id.in_(bindparam("shared", expanding=True))
    is_one = Idea.id.in_(bindparam("ids", expanding=True))
    return with_faces().where(is_one, _looked_up(and_(Idea.is_listed, or_(shared, between))))


def _visible_in_order(
    ids: Sequence[int],
    reader: Reader,
    board: Board | None,
    only: Sequence[ColumnElement[bool]],
) -> list[Idea]:
    if not ids:
        return []
    boards = [each for each in visible_boards(reader) if board is None or each.id == board.id]
    asked = {
        "ids": list(ids),
        "shared": [each.id for each in boards if is_shared(each, reader)],
        "between": [each.id for each in boards if not is_shared(each, reader)],
        "reader": reader.id,
    }
    wanted = _visible_by_ids().where(*only) if only else _visible_by_ids()
    return in_order_of(ids, session.scalars(wanted, asked))


def _looked_up(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition, but it leaves SQLite no way other than to look the rows up by id: it
    takes every board for a small one and would walk all of it."""
    return case((condition, 1), else_=0) == 1


def _is_one_of(roles: Iterable[Role], role: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(*(role == each for each in roles))


def _checked(statement: Select[Idea], named: dict[str, int], reader: Reader) -> Idea:
    idea = session.scalar(statement, named)
    if idea is None or idea.deleted_at is not None or not is_where_seen(idea, reader):
        raise NotFound(_("There is nothing at this address."))
    is_own = reader.id is not None and idea.author_id == reader.id
    if idea.state is not State.PUBLISHED and not is_own and not reader.is_keeper:
        raise NotFound(_("There is nothing at this address."))
    return idea
