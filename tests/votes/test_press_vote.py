"""Voting through pages, as a browser does it."""

from __future__ import annotations

import threading

from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Board, Idea, Phase
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_status, note_for
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.ideas.urls import idea_url
from app.people.models import User
from app.votes.models import Follow, FollowState, Vote
from tests.browsers import Browser
from tests.chromium import OpenWindow
from tests.personas import make_person
from tests.statements import lock_of_row, statements

FRAGMENT = {"Heed-Fragment": "1"}


def people_of(idea: Idea) -> int:
    session.rollback()
    return session.scalar(select(func.count(Vote.id)).where(Vote.idea_id == idea.id)) or 0


def close(idea: Idea, marta: User) -> None:
    shipped = first_status(Phase.SHIPPED)
    note = note_for(shipped, "")
    with writing():
        change_status(idea, shipped, note=note, actor=marta)


def test_a_press_votes_and_another_takes_it_back(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    answer = browser.post(f"/ideas/{idea.reference}/vote")
    assert (answer.status_code, answer.location) == (303, idea_url(idea))
    assert people_of(idea) == 2
    page = browser.get(idea_url(idea)).text
    assert "You voted" in page
    assert "We tell you when it moves: decisions at once, the rest in one mail a day." in page
    assert "How much does it matter to you?" in page

    browser.post(f"/ideas/{idea.reference}/vote/withdraw")
    assert people_of(idea) == 1
    assert "How much does it matter to you?" not in browser.get(idea_url(idea)).text


def test_a_double_press_is_one_vote(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    for _ in range(2):
        assert browser.post(f"/ideas/{idea.reference}/vote").status_code == 303
    assert people_of(idea) == 2


def test_a_vote_in_a_list_leads_back_to_the_list(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    answer = browser.post(f"/ideas/{idea.reference}/vote?next=/b/product%3Fsort%3Dtop")
    assert answer.location == "/b/product?sort=top"

    answer = browser.post(f"/ideas/{idea.reference}/vote?next=//elsewhere.example")
    assert answer.location == idea_url(idea)


def test_a_script_gets_the_bubble_of_a_list_or_the_panel_of_the_page(
    browser: Browser, idea: Idea, ben: User
) -> None:
    browser.sign_in(ben)
    bubble = browser.post(f"/ideas/{idea.reference}/vote?next=/b/product", headers=FRAGMENT)
    assert bubble.status_code == 200
    assert 'aria-pressed="true"' in bubble.text
    assert f'action="/ideas/{idea.reference}/vote/withdraw?next=/b/product"' in bubble.text
    assert "How much" not in bubble.text

    panel = browser.post(f"/ideas/{idea.reference}/vote", headers=FRAGMENT)
    assert "How much does it matter to you?" in panel.text
    assert "<html" not in panel.text


def test_how_much_it_matters_is_kept(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben).post(f"/ideas/{idea.reference}/vote")
    address = f"/ideas/{idea.reference}/vote/importance"

    assert browser.post(address, {"importance": "critical"}).status_code == 303
    kept = select(Vote.importance).where(Vote.user_id == ben.id)
    assert session.scalar(kept) == "critical"
    assert 'value="critical" required checked' in browser.get(idea_url(idea)).text

    refused = browser.post(address, {"importance": "enormous"})
    assert refused.status_code == 422
    assert "Choose one of the three" in refused.text


def test_a_closed_idea_refuses_with_words(
    browser: Browser, idea: Idea, ben: User, marta: User
) -> None:
    close(idea, marta)
    browser.sign_in(ben)

    page = browser.post(f"/ideas/{idea.reference}/vote")
    assert page.status_code == 409
    assert "Voting has closed for this idea." in page.text

    script = browser.post(f"/ideas/{idea.reference}/vote", headers=FRAGMENT)
    assert (script.status_code, script.text) == (409, "Voting has closed for this idea.")
    assert people_of(idea) == 1


def test_signed_out_a_vote_goes_through_signing_in(
    browser: Browser, app: Flask, idea: Idea, ben: User
) -> None:
    address = f"/ideas/{idea.reference}/vote"
    assert f'href="{address}"' in browser.get(idea_url(idea)).text
    led = browser.get(address)
    assert led.status_code == 302
    assert led.location == f"/sign-in?next={address}"

    arrived = Browser(app).sign_in(ben)
    page = arrived.get(address)
    assert "Add your vote to “Warn me before the bank link expires”" in page.text
    assert people_of(idea) == 1, "arriving alone acts on nothing"
    arrived.post(address)
    assert people_of(idea) == 2
    assert arrived.get(address).location == idea_url(idea)


def test_nobody_votes_where_they_cannot_see(
    browser: Browser, staff_board: Board, jun: User, ben: User
) -> None:
    written = draft("Retire the old importer")
    with writing():
        hidden = submit(written, board=staff_board, author=jun)
    browser.sign_in(ben)

    for verb in ("vote", "vote/withdraw", "vote/importance", "follow", "unfollow"):
        assert browser.post(f"/ideas/{hidden.reference}/{verb}").status_code == 404
    assert people_of(hidden) == 1


def test_following_can_be_chosen_and_ended(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    mine = select(Follow.state).where(Follow.idea_id == idea.id, Follow.user_id == ben.id)

    assert browser.post(f"/ideas/{idea.reference}/follow").status_code == 303
    assert session.scalar(mine) is FollowState.FOLLOWING
    assert "Following" in browser.get(idea_url(idea)).text
    browser.post(f"/ideas/{idea.reference}/unfollow")
    assert session.scalar(mine) is FollowState.MUTED


def test_a_vote_costs_at_most_ten_statements(
    browser: Browser, app: Flask, idea: Idea, ben: User
) -> None:
    browser.sign_in(ben)
    for number in range(30):
        voter = make_person(f"Voter {number}", email=f"voter{number}@heed.example")
        Browser(app).sign_in(voter).post(f"/ideas/{idea.reference}/vote")
    address, english = f"/ideas/{idea.reference}/vote", {"Accept-Language": "en"}
    costs = {}
    for kind, headers in (("page", english), ("script", english | FRAGMENT)):
        for verb in ("", "/withdraw"):
            with statements() as sent:
                assert browser.post(address + verb, headers=headers).status_code < 400
            costs[kind + verb] = len(sent)

    print("statements of a vote:", costs)
    assert max(costs["page"], costs["script"]) <= 10
    assert max(costs.values()) <= 10 + lock_of_row()


def test_parallel_presses_of_one_person_are_one_vote(app: Flask, idea: Idea, ben: User) -> None:
    browser = Browser(app).sign_in(ben)
    form = {"csrf_token": browser.token()}
    cookie = browser.client.get_cookie("session")
    assert cookie
    address, answers = f"/ideas/{idea.reference}/vote", []
    session.rollback()

    def press() -> None:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        answers.append(client.post(address, data=form).status_code)

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [303] * 20
    assert people_of(idea) == 2
    assert session.get_one(Idea, idea.id).people == 2


def test_a_script_keeps_how_much_it_matters_in_place(
    browser: Browser, idea: Idea, ben: User
) -> None:
    address = f"/ideas/{idea.reference}/vote/importance"
    browser.sign_in(ben).post(f"/ideas/{idea.reference}/vote")

    kept = browser.post(address, {"importance": "nice"}, headers=FRAGMENT)
    assert (kept.status_code, kept.text) == (204, "")
    refused = browser.post(address, {"importance": "enormous"}, headers=FRAGMENT)
    assert (refused.status_code, refused.mimetype) == (422, "text/plain")


def test_choosing_how_much_it_matters_needs_no_button(
    open_window: OpenWindow, idea: Idea, ada: User
) -> None:
    page = open_window(ada)
    page.goto(idea_url(idea))
    expect(page.get_by_role("button", name="Say how much it matters")).to_be_hidden()

    with page.expect_response("**/importance") as answered:
        page.get_by_text("Critical").click()

    assert answered.value.status == 204
    page.reload()
    expect(page.get_by_role("radio", name="Critical")).to_be_checked()


def test_without_a_script_there_is_a_button(open_window: OpenWindow, idea: Idea, ada: User) -> None:
    page = open_window(ada, java_script_enabled=False)
    page.goto(idea_url(idea))
    page.get_by_text("Critical").click()
    page.get_by_role("button", name="Say how much it matters").click()
    expect(page.get_by_role("radio", name="Critical")).to_be_checked()
