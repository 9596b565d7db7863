"""The queue of groups that may ask for the same: how it fills, what is decided, what is kept."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.duplicates.comparing import PORTION, compare_ideas
from app.duplicates.models import Pair, ToCompare
from app.duplicates.service.pairs import look_again
from app.duplicates.waiting import waiting_groups
from app.ideas.events import idea_changed, ideas_imported
from app.ideas.importing.service import Ballot
from app.ideas.models import Board, Idea, Phase, Status
from app.people.models import User
from app.search.jobs import feed_index
from app.search.service import enqueue_bulk
from tests.browsers import Browser
from tests.duplicates.conftest import Post, merge, unmerge
from tests.plans import SCAN, plans
from tests.search.wishes import wishes
from tests.statements import statements
from tests.telling.acts import decide

QUEUE = "/manage/duplicates"
SAME = "Warn me before the bank link expires, please"


@pytest.fixture
def martas(app: Flask, marta: User) -> Browser:
    return Browser(app).sign_in(marta)


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


@pytest.fixture
def same(post: Post, board: Board, idea: Idea, ben: User) -> Idea:
    """Ben asks for what Ada asks for, in nearly her words; the worker has seen it."""
    asked = post(SAME, ben)
    fill(board)
    work()
    return asked


def work() -> None:
    feed_index()
    compare_ideas()
    session.rollback()


def pair_up(one: Idea, other: Idea, *, score: float = 0.3, is_likely: bool = True) -> Pair:
    with writing():
        pair = Pair(first_id=one.id, second_id=other.id, score=score, is_likely=is_likely)
        session.add(pair)
    return pair


def groups() -> list[list[str]]:
    session.rollback()
    return [[idea.reference for idea in ideas] for ideas, _ in waiting_groups(None).groups]


def test_what_is_nearly_the_same_waits_for_a_manager(martas: Browser, same: Idea) -> None:
    assert groups() == [["H-1", "H-2"]]
    page = martas.get(QUEUE).text
    assert "1 pair looks like the same." in page
    assert "2 wordings" in page
    assert "2 people" in page
    assert "<mark>expires</mark>" in page
    assert session.scalar(select(func.count(ToCompare.id))) == 0


def test_what_has_nothing_in_common_does_not(
    post: Post, board: Board, idea: Idea, ben: User
) -> None:
    post("Pony rides for the auditors", ben)
    fill(board)
    work()
    assert groups() == []


def test_a_changed_idea_is_compared_anew(post: Post, board: Board, idea: Idea, ben: User) -> None:
    other = post("Pony rides for the auditors", ben)
    fill(board)
    work()
    with writing():
        other.title = SAME
        idea_changed.send(other)
    work()
    assert groups() == [["H-1", "H-2"]]
    with writing():
        other.title = "Pony rides"
        idea_changed.send(other)
    work()
    assert groups() == []


def test_one_press_counts_a_group_together_and_another_undoes_it(
    martas: Browser, same: Idea
) -> None:
    answer = martas.post(f"{QUEUE}/join", {"keep": "H-1", "idea": ["H-1", "H-2"]})
    assert answer.status_code == 303
    page = martas.get(QUEUE).text
    assert "Counted together: 2 people." in page
    assert "Nothing is said twice" in page
    assert "Joined this week" in page
    session.refresh(same)
    assert same.merged_into_id is not None

    undo = re.search(r'action="(/manage/ideas/H-2/unmerge)"', page)
    assert undo is not None
    assert martas.post(undo[1], {"next": QUEUE}).status_code == 303
    work()
    assert groups() == [], "somebody said that they are not the same"
    assert "Kept apart this week" in martas.get(QUEUE).text


def test_the_one_that_is_kept_need_not_be_the_first(martas: Browser, same: Idea) -> None:
    martas.post(f"{QUEUE}/join", {"keep": "H-2", "idea": ["H-1"], "note": "The same wish."})
    merged = session.scalars(select(Idea).where(Idea.merged_into_id == same.id)).one()
    assert merged.reference == "H-1"
    assert session.scalar(select(AuditEntry.id).where(AuditEntry.action == "idea.merge"))


def test_what_is_kept_apart_stays_apart_until_that_is_undone(martas: Browser, same: Idea) -> None:
    apart = martas.post(f"{QUEUE}/apart", {"keep": "H-1", "idea": ["H-1", "H-2"]})
    assert apart.status_code == 303
    with writing():
        look_again([same.id])
    work()
    assert groups() == []
    pair = session.scalars(select(Pair)).one()
    assert pair.apart_at is not None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "idea.tell_apart")).one()
    assert entry.after == {"from": ["H-2"]}

    again = f"{QUEUE}/pairs/{pair.uid}/again"
    assert again in martas.get(QUEUE).text
    assert martas.post(again).status_code == 303
    assert groups() == [["H-1", "H-2"]]
    assert martas.post(again).status_code == 409, "somebody did so before"


def test_pairs_that_hang_together_are_one_group(
    post: Post, idea: Idea, ada: User, marta: User
) -> None:
    second, third, alone, fifth = (post(f"Wish number {place}", ada) for place in range(4))
    pair_up(second, third, score=0.5)
    pair_up(alone, fifth, score=0.4)
    pair_up(idea, third, score=0.2, is_likely=False)
    assert groups() == [["H-1", "H-2", "H-3"], ["H-4", "H-5"]]
    merge(third, alone, marta)
    assert groups() == [["H-4", "H-5"]], "merged ones wait no longer"
    unmerge(third, marta)
    assert groups() == [["H-1", "H-2", "H-3"], ["H-4", "H-5"]]


def test_a_third_does_not_bring_together_what_was_told_apart(
    martas: Browser, post: Post, idea: Idea, ada: User
) -> None:
    second, third = (post(f"Wish number {place}", ada) for place in range(2))
    pair_up(idea, third, score=0.5)
    pair_up(second, third, score=0.4)
    assert groups() == [["H-1", "H-2", "H-3"]]
    martas.post(f"{QUEUE}/apart", {"keep": "H-1", "idea": ["H-2"]})
    assert groups() == [["H-1", "H-3"]]
    martas.post(f"{QUEUE}/apart", {"keep": "H-1", "idea": ["H-3"]})
    assert groups() == [["H-2", "H-3"]], "what waited behind the first group"


def test_fewer_than_two_are_no_group_and_nothing_typed_is_lost(martas: Browser, same: Idea) -> None:
    for act in ("join", "apart"):
        typed = {"keep": "H-1", "idea": ["H-1"], "note": "Because of the bank."}
        refused = martas.post(f"{QUEUE}/{act}", typed)
        assert refused.status_code == 422
        assert "Tick at least two of them." in refused.text
        assert "Because of the bank." in refused.text
    assert session.scalar(select(func.count(Idea.merged_into_id))) == 0


def test_what_was_decided_meanwhile_is_said(
    martas: Browser, same: Idea, idea: Idea, marta: User
) -> None:
    merge(same, idea, marta)
    late = martas.post(f"{QUEUE}/join", {"keep": "H-1", "idea": ["H-1", "H-2"]})
    assert late.status_code == 409
    assert "H-2 was merged into H-1 by Marta de Vries." in late.text


def test_a_board_that_more_people_see_is_asked_about(
    martas: Browser, idea: Idea, post: Post, staff_board: Board, jun: User
) -> None:
    inside = post(SAME, jun, staff_board)
    pair_up(idea, inside)
    page = martas.get(QUEUE).text
    assert "boards that not everyone sees" in page
    chosen = {"keep": "H-1", "idea": ["H-1", "H-2"]}
    assert martas.post(f"{QUEUE}/join", chosen).status_code == 422
    session.refresh(inside)
    assert inside.merged_into_id is None
    assert martas.post(f"{QUEUE}/join", {**chosen, "accepts_wider": "y"}).status_code == 303
    session.refresh(inside)
    assert inside.merged_into_id == idea.id


def test_only_managers_decide(app: Flask, same: Idea, ben: User, jun: User) -> None:
    for reader in (ben, jun):
        browser = Browser(app).sign_in(reader)
        assert browser.get(QUEUE).status_code == 403
        assert browser.post(f"{QUEUE}/join", {"keep": "H-1", "idea": ["H-2"]}).status_code == 403


def test_the_queue_costs_the_same_however_long_it_is(
    martas: Browser, post: Post, idea: Idea, same: Idea, ada: User, marta: User
) -> None:
    decide(same, Phase.REVIEWING, by=marta, note="We look.")
    asked = []
    for number in (1, 12):
        for place in range(number):
            pair_up(post(f"One {place}", ada), post(f"Other {place}", ada))
        session.rollback()
        with statements() as sent:
            assert martas.get(QUEUE).status_code == 200
        asked.append(len(sent))
    assert asked[0] == asked[1]
    assert asked[1] <= 14


def test_the_queue_is_read_in_its_order(idea: Idea, same: Idea) -> None:
    with plans() as found:
        waiting_groups(None)
    assert "ix_pairs_queue" in found[0]
    assert not any(SCAN.search(plan) for plan in found)


def test_imported_ideas_are_compared_and_wait_for_the_index(
    post: Post, idea: Idea, ben: User
) -> None:
    other = post(SAME, ben)
    work()
    with writing():
        session.execute(update(Pair).values(apart_at=None, score=0.11))
        ideas_imported.send([Ballot(other.id, [], now())])
        enqueue_bulk("idea", [other.id])
    compare_ideas()
    assert session.scalar(select(func.count(ToCompare.id))) == 1, "the index does not know it yet"


def test_a_portion_at_a_time(post: Post, ada: User) -> None:
    ideas = [post(f"Wish {place}", ada) for place in range(3)]
    with writing():
        look_again([idea.id for idea in ideas])
        look_again([ideas[0].id])
    waiting = session.scalars(select(ToCompare.idea_id).order_by(ToCompare.id)).all()
    assert waiting == [ideas[1].id, ideas[2].id, ideas[0].id], "what changed again comes last"
    assert PORTION >= 3
    compare_ideas()
    session.rollback()
    assert session.scalar(select(func.count(ToCompare.id))) == 0
