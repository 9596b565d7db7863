"""The queue of groups that may ask for the same: how it fills, what is decided, what is kept."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import func, select, update

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.duplicates.comparing import PORTION, compare_ideas
from app.duplicates.models import Merge, Pair, ToCompare
from app.duplicates.service.pairs import look_again
from app.duplicates.waiting import waiting_groups
from app.ideas.events import idea_changed, ideas_imported
from app.ideas.importing.service import Ballot
from app.ideas.models import Board, Idea, Phase
from app.ideas.queries.visible import visible_boards
from app.people.models import User
from app.search.service import enqueue_bulk
from app.telling.models import Delivery, Update, UpdateKind
from tests.browsers import Browser
from tests.duplicates.acts import QUEUE, SAME, fill, groups, pair_up, work
from tests.duplicates.conftest import Post, merge
from tests.plans import SCAN, plans
from tests.statements import statements
from tests.telling.acts import decide


def test_what_is_nearly_the_same_waits_for_a_manager(martas: Browser, same: Idea) -> None:
    assert groups() == [["H-1", "H-2"]]
    page = martas.get(QUEUE).text
    assert "1 group." in page
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


def test_new_ideas_arrive_in_the_inbox_in_groups(martas: Browser, same: Idea, post: Post) -> None:
    with writing():
        session.execute(update(Idea).where(Idea.number >= 1000).values(is_imported=True))
    post("Pony rides for the auditors", same.author)
    page = martas.get("/manage/inbox").text
    assert "1 group that may be the same" in page
    assert "1 single idea" in page
    assert page.count("1 of 2 wordings") == 2
    merge(same, session.scalars(select(Idea).where(Idea.number == 1)).one(), same.author)
    page = martas.get("/manage/inbox").text
    assert "may be the same" not in page
    assert "wordings" not in page


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

    undo = re.search(rf'action="({QUEUE}/presses/[^"]+/undo)"', page)
    assert undo is not None
    assert martas.post(undo[1]).status_code == 303
    assert martas.post(undo[1]).status_code == 404, "undone already"
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


def test_one_press_on_several_is_undone_by_one(
    martas: Browser, post: Post, idea: Idea, ada: User
) -> None:
    second, third = (post(f"Wish number {place}", ada) for place in range(2))
    pair_up(idea, second)
    pair_up(idea, third)
    chosen = {"keep": "H-1", "idea": ["H-1", "H-2", "H-3"]}
    assert martas.post(f"{QUEUE}/join", chosen).status_code == 303
    page = martas.get(QUEUE).text
    assert f"3 wordings of “{idea.title}”" in page
    assert martas.post(f"{QUEUE}/join", chosen).status_code == 303, "the same press, sent twice"
    assert session.scalar(select(func.count(Merge.id))) == 2
    undo = re.search(rf'action="({QUEUE}/presses/[^"]+/undo)"', page)
    assert undo is not None
    martas.post(undo[1])
    session.expire_all()
    assert not any(each.merged_into_id for each in (idea, second, third))
    assert groups() == [["H-2", "H-3"]] or groups() == []


def test_one_answer_for_all_is_the_answer_on_the_one_that_is_kept(
    martas: Browser, same: Idea, idea: Idea, ada: User, ben: User
) -> None:
    chosen = {"keep": "H-1", "idea": ["H-1", "H-2"], "answers": "y", "note": ""}
    refused = martas.post(f"{QUEUE}/join", chosen)
    assert refused.status_code == 422
    assert "Write a few words first." in refused.text
    chosen["note"] = "By March, two weeks ahead."
    assert martas.post(f"{QUEUE}/join", chosen).status_code == 303
    told = session.execute(
        select(Delivery.user_id, Update.kind)
        .join(Update)
        .where(Update.facts["note"].as_string() == chosen["note"])
    ).all()
    assert {tuple(each) for each in told} == {
        (ada.id, UpdateKind.ANSWER),
        (ben.id, UpdateKind.MERGED),
    }


def test_fewer_than_two_are_no_group_and_nothing_typed_is_lost(martas: Browser, same: Idea) -> None:
    for act in ("join", "apart"):
        typed = {"keep": "H-1", "idea": ["H-1"], "note": "Because of the bank."}
        refused = martas.post(f"{QUEUE}/{act}", typed)
        assert refused.status_code == 422
        assert "Tick at least two of them." in refused.text
        assert "Because of the bank." in refused.text
        assert martas.post(f"{QUEUE}/{act}", {}).status_code == 422
    assert session.scalar(select(func.count(Idea.merged_into_id))) == 0


def test_what_was_decided_meanwhile_is_said(
    martas: Browser, same: Idea, idea: Idea, root: User
) -> None:
    merge(same, idea, root)
    late = martas.post(f"{QUEUE}/join", {"keep": "H-1", "idea": ["H-1", "H-2"]})
    assert late.status_code == 409
    assert "H-2 was merged into H-1 by Ruth Root." in late.text


def test_a_board_that_more_people_see_is_asked_about(
    martas: Browser, idea: Idea, post: Post, staff_board: Board, jun: User
) -> None:
    inside = post(SAME, jun, staff_board)
    pair_up(idea, inside)
    assert "Not everyone who asked sees its board" in martas.get(QUEUE).text
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


def test_the_queue_is_read_in_its_order(idea: Idea, same: Idea, marta: User, root: User) -> None:
    for reader in (marta, root):
        visible_boards(reader)
        with plans() as found:
            waiting_groups(None, reader=reader)
        assert "ix_duplicate_groups_queue" in found[0]
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
