"""“Vote for a customer” and the customer's answer, as a browser does it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.core.db import session, writing
from app.ideas.models import Board, Idea, Phase
from app.ideas.service.drafts import draft
from app.ideas.urls import idea_url
from app.people.models import User
from app.people.queries import by_email
from app.votes import service
from app.votes.models import Proxy, Vote
from app.votes.service.represent import Wish, cast_for, submit_for
from tests.browsers import Browser
from tests.chromium import OpenWindow
from tests.personas import make_person
from tests.telling.acts import decide

FRAGMENT = {"Heed-Fragment": "1"}


def votes() -> int:
    session.rollback()
    return session.scalar(select(func.count(Vote.id))) or 0


@pytest.fixture
def bens_idea(board: Board, ben: User, jun: User) -> Idea:
    """Put down by Jun."""
    known = Wish(ticket="https://desk.example/7")
    with writing():
        return submit_for(
            draft("Kilometre log", "By hand now."),
            board=board,
            customer=ben,
            employee=jun,
            wish=known,
        )


def test_staff_add_a_customers_vote(browser: Browser, idea: Idea, ben: User, jun: User) -> None:
    browser.sign_in(jun)
    assert "Vote for a customer" in browser.get(idea_url(idea)).text
    form = {"customer": "Ben Okri (Contoso)", "importance": "critical", "has_consented": "y"}
    answer = browser.post(f"/ideas/{idea.reference}/customers", form)
    assert (answer.status_code, answer.location) == (303, f"{idea_url(idea)}#vote-for")
    page = browser.get(idea_url(idea)).text
    assert "Ben Okri is counted now." in page
    assert "1 vote was cast by Heed staff for a customer." in page
    assert "Critical: 1" in page

    browser.post(f"/ideas/{idea.reference}/customers", {"customer": "BEN@heed.example"})
    assert "You had added Ben Okri already" in browser.get(idea_url(idea)).text
    assert votes() == 2


def test_somebody_new_is_added(browser: Browser, idea: Idea, jun: User) -> None:
    form = {
        "customer": "dan@pine.example",
        "customer_name": "Dan Whitlock",
        "customer_organisation": "Harbour & Pine",
    }
    browser.sign_in(jun).post(f"/ideas/{idea.reference}/customers", form)
    dan = by_email("dan@pine.example")
    assert dan is not None
    assert dan.organisation is not None
    assert (dan.name, dan.organisation.name) == ("Dan Whitlock", "Harbour & Pine")
    assert (dan.confirmed_at, dan.welcomed_at) == (None, None)
    assert votes() == 2


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"customer": ""}, "Say who is asking"),
        ({"customer": "Nobody Known"}, "We know no customer called “Nobody Known”."),
        ({"customer": "Ben Okri"}, "Several customers are called “Ben Okri”."),
        ({"customer": "marta@heed.example"}, "This is a colleague."),
        ({"customer": "b\u0435n@heed.example"}, "mixes letters of two alphabets"),
        ({"customer": "ben@@heed"}, "This does not look like an e-mail address."),
        ({"customer": "a@b.example,c@d.example"}, "This does not look like an e-mail address."),
        ({"customer": "x@y.example", "customer_name": "see evil.example/x"}, "without addresses"),
        ({"customer": "x@y.example", "ticket": "javascript:alert(1)"}, "starts with https://"),
        ({"customer": "x@y.example", "importance": "enormous"}, "Choose one of the three"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    browser: Browser,
    idea: Idea,
    ben: User,
    jun: User,
    marta: User,
    wrong: dict[str, str],
    reason: str,
) -> None:
    make_person("Ben Okri", email="another.ben@heed.example")
    page = browser.sign_in(jun).post(
        f"/ideas/{idea.reference}/customers", {"ticket": "https://desk.example/7", **wrong}
    )
    assert page.status_code == 422
    assert reason in page.text
    assert wrong.get("ticket", "https://desk.example/7") in page.text
    assert wrong["customer"] in page.text
    assert votes() == 1
    assert by_email("x@y.example") is None


def test_customers_have_no_such_form(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    assert "Vote for a customer" not in browser.get(idea_url(idea)).text
    assert browser.post(f"/ideas/{idea.reference}/customers", {}).status_code == 403
    assert browser.get("/manage/customers?customer=Ada", headers=FRAGMENT).status_code == 403
    assert browser.get("/me?part=customers").status_code == 422


def test_customers_are_found_by_how_their_names_begin(
    browser: Browser, ada: User, ben: User, jun: User
) -> None:
    browser.sign_in(jun)
    for typed, found in (
        ("ben", ["Ben Okri (Contoso)"]),
        ("north", ["Ada Lovelace (Northwind)"]),
        ("jun", []),
        ("%", []),
        ("ada@heed", []),
        ("", []),
    ):
        page = browser.get("/manage/customers", query_string={"customer": typed}, headers=FRAGMENT)
        assert re.findall(r'value="([^"]+)"', page.text) == found


def test_until_it_is_claimed_only_staff_read_the_name(
    browser: Browser, app: Flask, bens_idea: Idea, ada: User, ben: User, jun: User, marta: User
) -> None:
    places = [idea_url(bens_idea), "/b/product", "/b/product/feed.atom"]
    for person in (None, ada):
        reader = Browser(app).sign_in(person) if person else Browser(app)
        for place in places:
            page = reader.get(place).text
            assert "A customer, added by support" in page, place
            assert "Ben O" not in page, place
            assert "Contoso" not in page, place
            assert "Jun" not in page, place
        assert "Ben O" not in reader.get("/search?q=kilometre").text
    for person in (jun, marta):
        page = Browser(app).sign_in(person).get(idea_url(bens_idea)).text
        assert "Ben Okri (Contoso), added by Jun" in page
    assert "Ben Okri, added by Jun" in Browser(app).sign_in(jun).get("/b/product").text

    Browser(app).sign_in(ben).post(f"/ideas/{bens_idea.reference}/for-me", {"act": "claim"})
    for place in places:
        page = Browser(app).get(place).text
        assert "Ben O." in page, place
        assert "added by support" not in page, place


def test_revenue_is_for_managers(
    app: Flask, idea: Idea, ada: User, ben: User, jun: User, marta: User, root: User
) -> None:
    for person, may_read in ((ada, False), (jun, False), (marta, True), (root, True)):
        page = Browser(app).sign_in(person).get(idea_url(idea)).text
        assert ("Their organisations bring 12,000 a year" in page) is may_read


def test_a_customer_makes_it_their_own(browser: Browser, bens_idea: Idea, ben: User) -> None:
    address = f"/ideas/{bens_idea.reference}/for-me"
    browser.sign_in(ben)
    assert address in browser.get(idea_url(bens_idea)).text
    page = browser.get(address).text
    assert "Jun Sato added this for you" in page
    assert "Others then see “Ben O.”." in page
    answer = browser.post(address, {"act": "claim"})
    assert (answer.status_code, answer.location) == (303, idea_url(bens_idea))
    assert "It is yours now. Others see “Ben O.”." in browser.get(idea_url(bens_idea)).text
    assert browser.get(address).status_code == 302
    assert address not in browser.get(idea_url(bens_idea)).text


def test_a_customer_puts_it_in_their_own_words(
    browser: Browser, bens_idea: Idea, ben: User
) -> None:
    address = f"/ideas/{bens_idea.reference}/for-me"
    mine = {"act": "change", "title": "Log kilometres by phone", "body": "In the car."}
    browser.sign_in(ben)
    version = str(bens_idea.version)
    for wrong, status in (
        ({"title": ""}, 422),
        ({"version": "0"}, 412),
        ({"version": "x"}, 412),
    ):
        page = browser.post(address, {**mine, "version": version, **wrong})
        assert page.status_code == status
        assert "In the car." in page.text
    browser.post(address, {**mine, "version": version})
    session.rollback()
    assert (bens_idea.title, bens_idea.body) == ("Log kilometres by phone", "In the car.")
    assert bens_idea.claimed_at is not None


def test_words_others_voted_for_stay(browser: Browser, bens_idea: Idea, ada: User, ben: User):
    with writing():
        service.cast(bens_idea, voter=ada)
    address = f"/ideas/{bens_idea.reference}/for-me"
    browser.sign_in(ben)
    assert "Put it in my own words" not in browser.get(address).text
    sent = {"act": "change", "title": "Another wish", "version": str(bens_idea.version)}
    assert browser.post(address, sent).status_code == 403
    session.rollback()
    assert bens_idea.title == "Kilometre log"


def test_a_customer_is_taken_out(browser: Browser, bens_idea: Idea, ben: User) -> None:
    address = f"/ideas/{bens_idea.reference}/for-me"
    browser.sign_in(ben).post(address, {"act": "take-out"})
    assert votes() == 0
    page = browser.get(idea_url(bens_idea)).text
    assert "You are taken out" in page
    assert "Jun Sato" in page
    assert browser.get(address).status_code == 404


def test_nobody_answers_for_others(
    app: Flask, bens_idea: Idea, idea: Idea, ada: User, ben: User, jun: User, marta: User
) -> None:
    address = f"/ideas/{bens_idea.reference}/for-me"
    led = Browser(app).get(address)
    assert led.location == f"/sign-in?next={address}"
    for person in (ada, jun, marta):
        reader = Browser(app).sign_in(person)
        assert reader.get(address).status_code == 404
        assert reader.post(address, {"act": "claim"}).status_code == 404
    assert Browser(app).sign_in(ben).get(f"/ideas/{idea.reference}/for-me").status_code == 404
    assert Browser(app).sign_in(ben).post(address, {"act": "x"}).status_code == 422
    session.rollback()
    assert bens_idea.claimed_at is None


def test_my_customers_says_what_to_tell_them(
    browser: Browser, app: Flask, bens_idea: Idea, idea: Idea, ben: User, jun: User, marta: User
) -> None:
    browser.sign_in(jun)
    page = browser.get("/me?part=customers").text
    assert "You put 1 wish on record." in page
    assert "Text to forward" not in page
    decide(bens_idea, Phase.PLANNED, by=marta, note="It comes in **spring**.")

    page = browser.get("/me?part=customers").text
    assert "1 customer has news you have not passed on yet." in page
    assert "It now stands at “Planned”." in page
    assert "It comes in **spring**." in page
    assert f"http://localhost{idea_url(bens_idea)}" in page
    assert 'href="https://desk.example/7"' in page
    uid = re.search(r"/me/customers/([^/]+)/told", page)
    assert uid
    browser.post(f"/me/customers/{uid[1]}/told")
    page = browser.get("/me?part=customers").text
    assert "Told on" in page
    assert "Text to forward" not in page

    for person in (ben, marta):
        other = Browser(app).sign_in(person)
        for act in ("told", "take-out"):
            assert other.post(f"/me/customers/{uid[1]}/{act}").status_code in (403, 404)
    assert votes() == 2
    browser.post(f"/me/customers/{uid[1]}/take-out")
    assert votes() == 1
    assert "You have not put a wish on record yet" in browser.get("/me?part=customers").text


def test_my_customers_come_in_pages(browser: Browser, board: Board, idea: Idea, jun: User) -> None:
    for number in range(25):
        person = make_person(f"Customer {number:02}", email=f"c{number}@heed.example")
        with writing():
            cast_for(idea, customer=person, employee=jun, wish=Wish())
    first = browser.sign_in(jun).get("/me?part=customers").text
    assert "25 wishes" in first
    assert first.count("<tr role") == 21
    follow = re.search(r'rel="next" href="([^"]+)"', first)
    assert follow
    second = browser.get(follow[1].replace("&amp;", "&")).text
    assert second.count("<tr role") == 6


def test_what_was_put_down_for_others_is_not_ones_own(
    browser: Browser, app: Flask, bens_idea: Idea, ben: User, jun: User
) -> None:
    assert "0 ideas are yours." in browser.sign_in(jun).get("/me").text
    assert "1 more carries your vote." in Browser(app).sign_in(ben).get("/me").text
    Browser(app).sign_in(ben).post(f"/ideas/{bens_idea.reference}/for-me", {"act": "claim"})
    assert "1 idea is yours." in Browser(app).sign_in(ben).get("/me").text


SENT = {"title": "Kilometre log", "body": "By hand.", "board": "product", "asker": "customer"}


def test_an_idea_is_submitted_for_a_customer(
    browser: Browser, board: Board, ben: User, jun: User
) -> None:
    browser.sign_in(jun)
    assert "Who is asking?" in browser.get("/ideas/new").text
    wrong = browser.post("/ideas", {**SENT, "customer": "Nobody"})
    assert wrong.status_code == 422
    assert "We know no customer called “Nobody”." in wrong.text
    assert "By hand." in wrong.text
    assert re.search(r'value="customer" checked', wrong.text)

    answer = browser.post("/ideas", {**SENT, "customer": "ben@heed.example"})
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "Others see “A customer, added by support”" in page
    assert "Counted, they are the first" in page
    posted = session.scalars(select(Idea)).one()
    assert (posted.author_id, posted.on_behalf_of_id) == (jun.id, ben.id)
    assert list(session.scalars(select(Vote.user_id))) == [ben.id]
    assert session.scalars(select(Proxy.employee_id)).one() == jun.id


def test_a_vote_instead_is_the_customers(
    browser: Browser, idea: Idea, ada: User, ben: User, jun: User
) -> None:
    form = {**SENT, "customer": "ben@heed.example", "instead": idea.reference}
    assert browser.sign_in(jun).post("/ideas/instead", form).status_code == 303
    assert set(session.scalars(select(Vote.user_id))) == {ada.id, ben.id}


def test_customers_submit_for_nobody(browser: Browser, board: Board, ada: User, ben: User) -> None:
    browser.sign_in(ben)
    assert "Who is asking?" not in browser.get("/ideas/new").text
    sent = {**SENT, "customer": "ada@heed.example"}
    assert browser.post("/ideas", sent).status_code == 403
    assert browser.post("/ideas/instead", {**sent, "instead": "H-1"}).status_code == 403
    assert votes() == 0


def test_choosing_a_customer_while_typing(
    open_window: OpenWindow, idea: Idea, ben: User, jun: User
) -> None:
    page = open_window(jun)
    page.goto(idea_url(idea))
    page.get_by_text("Vote for a customer").click()
    page.get_by_label("Customer", exact=True).press_sequentially("Ben")
    expect(page.locator("#customers option")).to_have_attribute("value", "Ben Okri (Contoso)")
    page.get_by_label("Customer", exact=True).fill("Ben Okri (Contoso)")
    page.get_by_role("button", name="Add their vote").click()
    expect(page.get_by_text("Ben Okri is counted now.").first).to_be_visible()


def test_submitting_for_a_customer_without_a_script(
    open_window: OpenWindow, board: Board, ben: User, jun: User
) -> None:
    page = open_window(jun, java_script_enabled=False)
    page.goto("/ideas/new")
    expect(page.get_by_label("Customer", exact=True)).to_be_hidden()
    page.get_by_text("A customer", exact=True).click()
    page.get_by_label("Customer", exact=True).fill("ben@heed.example")
    page.get_by_label("Your idea in one sentence").fill("Kilometre log from my car")
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_text("Others see “A customer, added by support”")).to_be_visible()
