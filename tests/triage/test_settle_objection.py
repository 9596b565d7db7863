"""“This is not what I meant” stands on top of the inbox until somebody settled it."""

from __future__ import annotations

import re

import pytest

from app.core.db import session, writing
from app.duplicates.queries import present_merge
from app.duplicates.service.merge import merge
from app.duplicates.service.objections import object_to
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.people.models import User
from tests.browsers import Browser


@pytest.fixture
def twin(board: Board, idea: Idea, ben: User, marta: User) -> Idea:
    """Ben's idea, merged into Ada's, and he objects."""
    written, note = draft("Bank link expiry <warning>"), words("Both want a warning.")
    said = words("Mine is about *tokens*.", field="words")
    with writing():
        posted = submit(written, board=board, author=ben)
    with writing():
        merge(posted, idea, note=note, actor=marta)
    link = present_merge(posted)
    assert link is not None
    with writing():
        object_to(link, words=said, actor=ben)
    return posted


def test_it_stands_above_the_list_with_both_ideas(
    browser: Browser, twin: Idea, idea: Idea, marta: User
) -> None:
    page = browser.sign_in(marta).get("/manage/inbox").text
    above = page.split('<ol class="queue">')[0]
    for said in (
        "Ben Okri says: this is not what I meant.",
        "Mine is about *tokens*.",
        "Bank link expiry &lt;warning&gt;</a> was merged into <a",
        idea.title,
    ):
        assert said in above, said


def test_one_press_takes_the_merge_back(browser: Browser, twin: Idea, marta: User) -> None:
    page = browser.sign_in(marta).get("/manage/inbox?show=all").text
    address, back = _form(page, "unmerge")
    done = browser.post(address, {"next": back})
    assert (done.status_code, done.location) == (303, f"/manage/inbox/{twin.reference}?show=all")
    session.rollback()
    assert session.get_one(Idea, twin.id).merged_into_id is None
    assert "this is not what I meant" not in browser.get("/manage/inbox").text


def test_one_press_keeps_them_together(browser: Browser, twin: Idea, marta: User) -> None:
    page = browser.sign_in(marta).get("/manage/inbox?show=all").text
    address, back = _form(page, "keep")
    done = browser.post(address, {"next": back})
    assert (done.status_code, done.location) == (303, "/manage/inbox?show=all")
    assert "this is not what I meant" not in browser.get(done.location).text
    session.rollback()
    assert session.get_one(Idea, twin.id).merged_into_id is not None


def _form(page: str, what: str) -> tuple[str, str]:
    """Where the form posts, and where it comes back to."""
    found = re.search(rf'action="([^"]+/{what})".*?name="next" value="([^"]+)"', page)
    assert found
    return found[1], found[2].replace("&amp;", "&")
