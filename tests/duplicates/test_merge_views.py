"""The page where a manager merges, what it says before, and what readers see after."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import session, writing
from app.duplicates.models import Merge
from app.ideas.models import Idea, Phase
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.ideas.urls import idea_url
from app.people.models import User
from app.search.jobs import feed_index
from app.votes import service as votes
from tests.browsers import Browser
from tests.duplicates.conftest import Post, merge
from tests.ideas.many import make_ideas, move
from tests.statements import statements

PAGE = "/manage/ideas/H-2/merge"


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def martas(app: Flask, marta: User) -> Browser:
    return Browser(app).sign_in(marta)


def test_likely_ones_are_offered_without_a_word_typed(
    martas: Browser, idea: Idea, twin: Idea
) -> None:
    feed_index()
    page = martas.get(PAGE)
    assert page.status_code == 200
    assert "H-1" in plain(page.text)
    assert f"{PAGE}?into=H-1" in page.text
    assert f"{PAGE}?into=H-2" not in page.text, "never itself"


def test_a_reference_or_words_find_the_other_one(
    martas: Browser, idea: Idea, twin: Idea, post: Post, ada: User, marta: User
) -> None:
    third = post("Something else entirely", ada)
    for asked in ("H-3", "h-3-with-words", "entirely"):
        page = martas.get(PAGE, query_string={"q": asked})
        assert f"{PAGE}?into=H-3" in page.text, asked
    assert "Nothing like it was found" in martas.get(f"{PAGE}?q=H-999").text
    merge(third, idea, marta)
    assert f"{PAGE}?into=H-1" in martas.get(f"{PAGE}?q=H-3").text, "where it is counted"


def test_the_preview_shows_its_arithmetic(
    martas: Browser, idea: Idea, twin: Idea, ben: User, jun: User
) -> None:
    said = words("Us too.")
    with writing():
        votes.cast(idea, voter=ben)
        votes.follow(twin, follower=jun)
        comment(twin, said, author=ben)
    page = plain(martas.get(f"{PAGE}?into=H-1").text)
    assert "People (2 + 1, less 1 who asked for both) 2" in page
    assert "Organisations (2 + 1, less 1 in both) 2" in page
    assert "Comments that stay with H-2 1" in page
    assert "Followers without a vote, who now follow both 1" in page
    assert "Merge into H-1 and tell 2 people" in page, "Ben, who asked, and Jun, who follows"


def test_merging_leads_to_the_target_with_one_press_to_undo(
    martas: Browser, app: Flask, idea: Idea, twin: Idea, ben: User
) -> None:
    done = martas.post(PAGE, {"into": "H-1", "note": "The same *warning*."})
    assert (done.status_code, done.location) == (303, f"{idea_url(idea)}#together")
    assert session.scalar(select(Merge.note_html)) == "<p>The same <em>warning</em>.</p>\n"
    page = martas.get(idea_url(idea)).text
    assert "Counted together: 2 people. You can undo it here at any time." in page
    assert 'action="/manage/ideas/H-2/unmerge"' in page
    assert "2 people (1 + 1)" in plain(page)

    gone = Browser(app).get(idea_url(twin))
    assert (gone.status_code, gone.location) == (302, idea_url(idea))

    undone = martas.post("/manage/ideas/H-2/unmerge", {"next": idea_url(idea)})
    assert (undone.status_code, undone.location) == (303, idea_url(idea))
    assert "H-2 stands by itself again" in martas.get(idea_url(idea)).text
    assert Browser(app).get(idea_url(twin)).status_code == 200


def test_a_form_sent_twice_is_one_merge(martas: Browser, idea: Idea, twin: Idea) -> None:
    answers = [martas.post(PAGE, {"into": "H-1"}).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert session.scalar(select(func.count(Merge.id))) == 1


def test_whoever_comes_second_sees_what_was_decided(
    martas: Browser, app: Flask, idea: Idea, twin: Idea, post: Post, ada: User, root: User
) -> None:
    post("Something else entirely", ada)
    martas.post(PAGE, {"into": "H-1"})
    second = Browser(app).sign_in(root).post(PAGE, {"into": "H-3", "note": "My words"})
    assert second.status_code == 409
    assert "H-2 was merged into H-1 by Marta de Vries" in second.text
    assert "Undo this merge" in second.text


@pytest.mark.parametrize(
    ("into", "status", "said"),
    [
        ("", 422, "There is no idea called “”"),
        ("H-99", 422, "There is no idea called “H-99”"),
        ("nonsense\x00", 422, "There is no idea called “nonsense”"),
        ("H-2", 422, "An idea cannot be counted together with itself"),
        ("H-3", 422, "H-3 is counted with H-1 itself. Merge into H-1 instead."),
        ("H-4", 422, "There is no idea called “H-4”"),
    ],
)
def test_bad_targets_are_refused_and_nothing_typed_is_lost(
    martas: Browser,
    idea: Idea,
    twin: Idea,
    post: Post,
    ada: User,
    marta: User,
    into: str,
    status: int,
    said: str,
) -> None:
    merge(post("Something else entirely", ada), idea, marta)
    deleted = post("Deleted again", ada)
    with writing():
        deleted.deleted_at = now()
    refused = martas.post(PAGE, {"into": into, "note": "My words"})
    assert refused.status_code == status
    assert said in refused.text
    assert session.get_one(Idea, twin.id).merged_into_id is None
    assert "My words" in refused.text


def test_a_wider_board_is_confirmed_and_shows_nothing_of_the_source(
    martas: Browser, app: Flask, idea: Idea, post: Post, staff_board: object, jun: User
) -> None:
    inside = post("Banks end links silently", jun, on=staff_board)
    offered = martas.get(f"/manage/ideas/{inside.reference}/merge?into=H-1").text
    assert "More people see “Product”" in offered
    form = {"into": "H-1", "note": "Same thing"}
    refused = martas.post(f"/manage/ideas/{inside.reference}/merge", form)
    assert refused.status_code == 422
    assert "Confirm that" in refused.text.replace("\n", " ")
    assert "Same thing" in refused.text
    done = martas.post(f"/manage/ideas/{inside.reference}/merge", {**form, "accepts_wider": "y"})
    assert done.status_code == 303

    everyones = Browser(app).get(idea_url(idea)).text
    assert "Banks end links silently" not in everyones
    assert "Counted together" not in everyones
    assert "2 people, each counted once." in everyones
    assert "Banks end links silently" in Browser(app).sign_in(jun).get(idea_url(idea)).text


def test_a_board_not_everyone_sees_is_refused_with_the_way_round(
    martas: Browser, idea: Idea, post: Post, staff_board: object, jun: User
) -> None:
    inside = post("Banks end links silently", jun, on=staff_board)
    address = "/manage/ideas/H-1/merge"
    offered = martas.get(f"{address}?into={inside.reference}").text
    assert "people would lose sight of what they asked for" in offered
    assert f"/manage/ideas/{inside.reference}/merge?into=H-1" in offered
    refused = martas.post(address, {"into": inside.reference, "accepts_wider": "y"})
    assert refused.status_code == 422
    assert "Not everyone who sees" in refused.text


def test_only_managers_merge(
    app: Flask, browser: Browser, idea: Idea, twin: Idea, ada: User, jun: User, root: User
) -> None:
    addresses = [("GET", PAGE), ("POST", PAGE), ("POST", "/manage/ideas/H-2/unmerge")]
    missing = "/manage/ideas/H-99/merge"
    for method, address in addresses:
        asked = method.lower()
        assert getattr(browser, asked)(address).location.startswith("/sign-in")
        for person in (ada, jun):
            refused = getattr(Browser(app).sign_in(person), asked)(address)
            assert refused.status_code == 403, (method, address, person.name)
    assert Browser(app).sign_in(ada).get(missing).status_code == 404
    assert Browser(app).sign_in(root).get(PAGE).status_code == 200
    assert Browser(app).sign_in(root).get(missing).status_code == 404


def test_what_a_customer_does_not_see_is_not_there(
    app: Flask, post: Post, staff_board: object, jun: User, ada: User
) -> None:
    inside = post("Banks end links silently", jun, on=staff_board)
    asking = Browser(app).sign_in(ada)
    for address in ("merge", "unmerge"):
        path = f"/manage/ideas/{inside.reference}/{address}"
        assert asking.post(path).status_code == 404
    assert asking.get(f"/ideas/{inside.reference}/not-what-i-meant").status_code == 404


def test_a_merged_idea_of_mine_is_its_target_among_mine(
    app: Flask, idea: Idea, twin: Idea, ben: User, marta: User
) -> None:
    merge(twin, idea, marta)
    move(idea, Phase.PLANNED, actor=marta)
    page = Browser(app).sign_in(ben).get("/me").text
    assert "1 idea is yours." in page
    assert idea.title in page
    assert twin.title not in page
    assert "Planned" in page
    assert idea_url(idea) in Browser(app).sign_in(ben).get("/b/product?mine=1").text


def test_a_list_knows_a_vote_in_the_family(
    app: Flask, idea: Idea, twin: Idea, ben: User, marta: User
) -> None:
    merge(twin, idea, marta)
    page = Browser(app).sign_in(ben).get("/b/product").text
    assert "2 people. You voted for “Warn me before the bank link expires”" in plain(page)


def test_the_merge_page_costs_at_most_fourteen_statements(
    martas: Browser, board: object, idea: Idea, twin: Idea, ada: User, ben: User
) -> None:
    feed_index()
    martas.get(PAGE)
    costs = {}
    for name, address in (("choose", PAGE), ("preview", f"{PAGE}?into=H-1")):
        with statements() as sent:
            assert martas.get(address).status_code == 200
        costs[name] = len(sent)
    print("statements of the merge page:", costs)
    assert max(costs.values()) <= 14


def test_an_idea_costs_the_same_however_many_were_merged_into_it(
    app: Flask, board: object, idea: Idea, ada: User, ben: User, marta: User
) -> None:
    others, asked = make_ideas(idea.board, ben, 9), []
    for part in (others[:1], others[1:]):
        for other in part:
            merge(other, idea, marta)
        for reader in (ben, marta):
            browser = Browser(app).sign_in(reader)
            with statements() as sent:
                assert browser.get(idea_url(idea)).status_code == 200
            asked.append(len(sent))
    print("statements of an idea with others merged into it:", asked)
    assert asked[:2] == asked[2:]
    assert max(asked) <= 14
