"""No page reads all ideas or all votes to answer."""

from __future__ import annotations

import pytest

from app.core.db import writing
from app.ideas.models import Board, CommentKind, Idea
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.people.models import User
from app.search.jobs import feed_index
from tests.browsers import Browser
from tests.ideas.many import make_ideas
from tests.plans import FEW_ROWS, LOOK_UP, OF_BOARDS, SCAN, plans


@pytest.mark.sqlite(FEW_ROWS)
def test_no_page_reads_all_ideas_or_votes(
    browser: Browser, board: Board, idea: Idea, ada: User, ben: User, marta: User
) -> None:
    answer = words("We read this.")
    with writing():
        comment(idea, answer, author=marta, kind=CommentKind.OFFICIAL)
    address = f"/ideas/{idea.reference}"
    bens = browser.sign_in(ben)
    with plans() as found:
        for asking in (Browser(browser.app), bens):
            assert asking.get("/?sort=top").status_code == 200
            assert asking.get(address, follow_redirects=True).status_code == 200
        assert bens.get("/me").status_code == 200
        assert bens.post(f"{address}/vote").status_code == 303
        assert bens.post(f"{address}/vote/withdraw").status_code == 303
    assert len(found) > 40
    assert [plan for plan in found if SCAN.search(plan)] == []


def test_look_alikes_are_looked_up_by_id(
    browser: Browser, board: Board, idea: Idea, ada: User
) -> None:
    make_ideas(board, ada, 3)
    feed_index()
    with plans() as found:
        page = browser.get("/ideas/similar?title=bank+link", headers={"Heed-Fragment": "1"})
    assert idea.title in page.text.replace("<mark>", "").replace("</mark>", "")
    lists = [plan for plan in found if "ideas" in plan and not OF_BOARDS.search(plan)]
    assert lists
    assert all(LOOK_UP.search(plan) and not SCAN.search(plan) for plan in lists)
