"""The queue of groups: what fills it, and what waits in it."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import session, writing
from app.duplicates.comparing import compare_ideas
from app.duplicates.models import DuplicateGroup, DuplicateMember, Pair
from app.duplicates.service.grouping import regroup
from app.duplicates.waiting import waiting_groups
from app.ideas.models import Board, Idea, Status
from app.people.models import Role, User
from app.search.jobs import feed_index
from tests.search.wishes import wishes

QUEUE = "/manage/duplicates"
SAME = "Warn me before the bank link expires, please"


def fill(board: Board) -> None:
    """What else a portal has: in one of two ideas no word is rare."""
    status_id = session.scalars(select(Status.id).order_by(Status.position)).first()
    shared = {"board_id": board.id, "status_id": status_id}
    texts = [each for each in wishes() if "bank" not in each.title]
    with writing():
        session.add_all(
            Idea(number=1000 + place, title=text.title, body=text.body, **shared)
            for place, text in enumerate(texts[:60])
        )


def work() -> None:
    feed_index()
    compare_ideas()
    session.rollback()


def pair_up(one: Idea, other: Idea, *, score: float = 0.3, is_likely: bool = True) -> Pair:
    with writing():
        pair = Pair(first_id=one.id, second_id=other.id, score=score, is_likely=is_likely)
        session.add(pair)
        session.flush()
        regroup([one.id])
    return pair


def groups() -> list[list[str]]:
    session.rollback()
    waiting = waiting_groups(None, reader=User(role=Role.ADMIN)).groups
    return [[idea.reference for idea in ideas] for _group, ideas in waiting]


def uid_of(idea: Idea) -> str:
    """Of the group it waits in."""
    session.rollback()
    waits_in = select(DuplicateGroup.uid).join(
        DuplicateMember, DuplicateMember.group_id == DuplicateGroup.id
    )
    return str(session.scalars(waits_in.where(DuplicateMember.idea_id == idea.id)).one())
