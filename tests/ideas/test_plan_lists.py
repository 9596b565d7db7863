"""Every order of a board's list walks its own index, whatever it is narrowed to."""

from __future__ import annotations

import re

import pytest

from app.core.db import session
from app.ideas.filters import Filters, Sort
from app.ideas.models import Board, Phase
from app.ideas.queries.listing import board_page
from app.ideas.queries.progress import figures, latest_shipped, median_first_answer
from app.ideas.queries.statuses import first_status
from app.people.models import User
from app.votes.queries import VOTED_AT, people_heard
from app.web.queries import Part, page_of, tally
from tests.ideas.many import make_ideas, make_topic
from tests.plans import FEW_ROWS, LOOK_UP, OF_BOARDS, SCAN, SORT, plans

INDEX = {
    Sort.RISING: "ix_ideas_list_hot",
    Sort.TOP: "ix_ideas_list_people",
    Sort.NEW: "ix_ideas_list_newest",
}


@pytest.mark.parametrize("sort", list(Sort))
def test_a_list_walks_the_index_of_its_order(board: Board, ada: User, sort: Sort) -> None:
    topic, new = make_topic("tax"), first_status(Phase.NEW)
    make_ideas(board, ada, 25, topic=topic)
    for filters in (
        Filters(sort=sort),
        Filters(sort=sort, statuses=(new,)),
        Filters(sort=sort, topic=topic),
        Filters(sort=sort, statuses=(new,), topic=topic),
        Filters(sort=sort, is_mine=True),
    ):
        with plans() as found:
            first = board_page(board, filters, cursor=None, reader=ada, voted_at=VOTED_AT)
            board_page(board, filters, cursor=first.next, reader=ada, voted_at=VOTED_AT)

        lists = [plan for plan in found if "ideas" in plan and not OF_BOARDS.search(plan)]
        assert len(lists) == 2
        for plan in lists:
            assert re.search(rf"(SEARCH ideas USING INDEX|Scan.* using) {INDEX[sort]}", plan)
            assert not SORT.search(plan)
            assert not SCAN.search(plan)


@pytest.mark.sqlite(FEW_ROWS)
def test_nothing_else_of_the_pages_reads_all_ideas_or_votes(board: Board, ada: User) -> None:
    make_ideas(board, ada, 3)
    session.expire_all()
    with plans() as found:
        figures([board])
        latest_shipped(board, 3)
        median_first_answer([board])
        people_heard(ada)
    assert len(found) >= 4
    assert [plan for plan in found if SCAN.search(plan)] == []


@pytest.mark.sqlite(FEW_ROWS)
def test_ones_own_page_looks_ideas_up_by_id(board: Board, ada: User) -> None:
    make_ideas(board, ada, 3)
    with plans() as found:
        tally(ada)
        for part in Part:
            page_of(part, ada, cursor=None)
    lists = [plan for plan in found if "ideas" in plan and not OF_BOARDS.search(plan)]
    assert len(lists) == 1 + len(Part)
    assert all(LOOK_UP.search(plan) and not SCAN.search(plan) for plan in lists)
