"""The ranked list, ranking by hand and rating, through their pages."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session, writing
from app.core.figures import rounded
from app.ideas.models import Idea
from app.improvements.models import Decision, Horizon, Improvement, Verdict
from app.people.models import User
from app.scoring.models import Factor, Rank, Rating
from app.scoring.service import rate
from tests.browsers import Browser
from tests.improvements.conftest import Ask, Make
from tests.statements import statements

LIST = "/manage/improvements"


def score(improvement: Improvement, actor: User, **amounts: str) -> None:
    chosen = {Factor(name): Decimal(amount) for name, amount in amounts.items()}
    with writing():
        rate(improvement, chosen, version=improvement.version, actor=actor)


def titles(page: str) -> list[str]:
    return re.findall(r'<a class="strong plain" href="[^"]+">([^<]+)</a>', page)


@pytest.fixture
def three(make: Make, marta: User) -> list[Improvement]:
    """Scores of 800, 400 and none."""
    made = [make(title=title) for title in ("First way", "Second way", "Third way")]
    score(made[0], marta, reach="500", impact="2", confidence="0.8", effort="2", value="3")
    score(made[1], marta, reach="500", impact="1", confidence="0.8", effort="0.5", value="9")
    return made


def test_the_highest_score_stands_first_with_its_arithmetic(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    page = browser.sign_in(marta).get(LIST).text
    assert titles(page) == ["Second way", "First way", "Third way"]
    assert "500 × 1 × 0.8 ÷ 0.5" in page
    assert "500 × 2 × 0.8 ÷ 2 = 400" in page
    assert "Not measured yet: impact, confidence, effort." in page


def test_every_arithmetic_on_the_page_recomputes(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    page = html.unescape(browser.sign_in(marta).get(LIST).text)
    shown = set(re.findall(r"([0-9.,]+(?: × [0-9.,]+)* ÷ [0-9.,]+) = ([0-9.,]+)", page))
    assert len(shown) == 4
    for arithmetic, result in shown:
        product, divisor = arithmetic.replace(",", "").split(" ÷ ")
        exact = 1 / Fraction(divisor)
        for factor in product.split(" × "):
            exact *= Fraction(factor)
        assert rounded(exact) == Decimal(result.replace(",", ""))


def test_another_score_ranks_otherwise(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    score(three[0], marta, value="10", effort="0.5")
    page = browser.sign_in(marta).get(f"{LIST}?score=value_effort").text
    assert titles(page)[:2] == ["First way", "Second way"]
    assert "10 ÷ 0.5" in page
    assert 'aria-label="Value against effort of 2 improvements.' in page


def test_reach_is_the_organisations_asking_unless_it_is_typed(
    browser: Browser, idea: Idea, make: Make, marta: User
) -> None:
    made = make(idea)
    score(made, marta, impact="2", confidence="0.5", effort="1")
    page = browser.sign_in(marta).get(LIST).text
    assert "1 × 2 × 0.5 ÷ 1" in page
    assert "Organisations asking, measured now" in page


def test_no_effort_is_said_and_is_no_score(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    score(three[0], marta, effort="0")
    page = browser.sign_in(marta).get(LIST).text
    assert "The effort is 0, and nothing can be divided by 0." in page
    assert titles(page)[0] == "Second way"


def test_a_row_is_moved_by_hand_with_a_reason(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    browser.sign_in(marta)
    form = {"place": "1", "reason": "Two renew in January.", "version": three[0].version}
    answer = browser.post(f"{LIST}/I-1/rank?score=rice", form)
    assert (answer.status_code, answer.location) == (303, f"{LIST}?open=I-1#I-1")

    page = browser.get(answer.location).text
    assert titles(page) == ["First way", "Second way", "Third way"]
    assert "By hand, from 2" in page
    assert "Marta de Vries moved it from 2: “Two renew in January.”" in html.unescape(page)
    decision = session.scalars(select(Decision).where(Decision.verdict == Verdict.RANKED)).one()
    assert (decision.was, decision.became) == ("2", "1")

    session.rollback()
    version = session.get_one(Improvement, three[0].id).version
    assert browser.post(f"{LIST}/I-1/rank/give-back", {"version": version}).status_code == 303
    assert titles(browser.get(LIST).text)[0] == "Second way"
    assert session.scalars(select(Rank)).all() == []


def test_the_arrow_opens_the_form_with_the_place(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    browser.sign_in(marta)
    arrow = re.search(r'href="([^"]+)" aria-label="Move First way up"', browser.get(LIST).text)
    assert arrow
    page = browser.get(html.unescape(arrow[1])).text
    assert re.search(r'id="place-I-1"[^>]+value="1"', page)
    assert re.search(r'id="reason-I-1"[^>]+autofocus', page)


def test_a_move_without_a_reason_is_refused_and_keeps_the_place(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    form = {"place": "1", "reason": " ", "version": three[0].version}
    page = browser.sign_in(marta).post(f"{LIST}/I-1/rank", form)
    assert page.status_code == 422
    assert "Say why, in a sentence everybody can read." in page.text
    assert re.search(r'id="place-I-1"[^>]+value="1"', page.text)
    assert session.scalars(select(Rank)).all() == []


@pytest.mark.parametrize("place", ["0", "4", "x", "-1", "9" * 30, ""])
def test_a_rank_there_is_not_keeps_the_reason(
    browser: Browser, three: list[Improvement], marta: User, place: str
) -> None:
    form = {"place": place, "reason": "I know better.", "version": three[0].version}
    page = browser.sign_in(marta).post(f"{LIST}/I-1/rank", form)
    assert page.status_code == 422
    assert "There are ranks from 1 to 3." in page.text
    assert "I know better." in page.text


def test_the_second_of_two_sees_the_first_and_chooses(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    browser.sign_in(marta)
    form = {"place": "1", "reason": "Mine.", "version": three[0].version}
    browser.post(f"{LIST}/I-1/rank", form)
    page = browser.post(f"{LIST}/I-1/rank", {**form, "place": "3", "reason": "No, mine."})
    assert page.status_code == 412
    assert "Someone changed this improvement since you opened it." in page.text
    assert "No, mine." in page.text
    assert titles(page.text)[0] == "First way"

    version = re.search(r'id="move-I-1".*?name="version" value="(\d+)"', page.text, re.DOTALL)
    assert version
    again = {"place": "3", "reason": "No, mine.", "version": version[1]}
    assert browser.post(f"{LIST}/I-1/rank", again).status_code == 303


def test_pressing_twice_is_one_decision(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    browser.sign_in(marta)
    form = {"place": "1", "reason": "Mine.", "version": three[0].version}
    for _ in range(2):
        assert browser.post(f"{LIST}/I-1/rank", form).status_code == 303
    ranked = select(Decision).where(Decision.verdict == Verdict.RANKED)
    assert len(session.scalars(ranked).all()) == 1


def test_the_list_narrows_and_sorts(
    browser: Browser, three: list[Improvement], make: Make, marta: User, jun: User
) -> None:
    make(title="Jun answers", owner=jun)
    make(title="Set going", horizon=Horizon.NOW)
    browser.sign_in(marta)
    assert titles(browser.get(f"{LIST}?part=support").text) == []
    assert "No open improvement is in this view" in browser.get(f"{LIST}?part=support").text
    assert titles(browser.get(f"{LIST}?sort=effort").text)[0] == "First way"
    assert titles(browser.get(f"{LIST}?show=mine").text) == []
    for wrong in ("show=all", "score=ice", "sort=luck", "page=0", "page=x"):
        assert browser.get(f"{LIST}?{wrong}").status_code == 422


def test_what_is_closed_has_lists_of_its_own(
    browser: Browser, three: list[Improvement], marta: User
) -> None:
    with writing():
        three[0].horizon = Horizon.SHIPPED
        three[1].horizon = Horizon.SET_ASIDE
    browser.sign_in(marta)
    assert titles(browser.get(LIST).text) == ["Third way"]
    assert titles(browser.get(f"{LIST}?show=shipped").text) == ["First way"]
    assert titles(browser.get(f"{LIST}?show=set_aside").text) == ["Second way"]
    assert browser.get(f"{LIST}?show=shipped&cursor=nonsense").status_code == 422


def test_an_empty_portal_says_what_to_do(browser: Browser, marta: User) -> None:
    page = browser.sign_in(marta).get(LIST).text
    assert "Nothing is being improved yet" in page
    assert "Make the first improvement" in page
    assert "Nothing has shipped yet" in browser.get(f"{LIST}?show=shipped").text


def test_ratings_are_kept_and_refused_with_what_was_typed(
    browser: Browser, make: Make, marta: User
) -> None:
    seen = make().version
    at = f"{LIST}/I-1/ratings"
    browser.sign_in(marta)
    wrong = {"reach": "1,240", "impact": "4", "confidence": "80", "effort": "soon", "value": "0"}
    page = browser.post(at, {**wrong, "version": seen})
    assert page.status_code == 422
    assert "Write 1240 or 1.240: a comma can mean both." in page.text
    assert "Write a number, as in 12 or 0.8." in page.text
    assert 'value="soon"' in page.text

    out = {"reach": "1240", "impact": "2", "confidence": "80", "effort": "1", "value": "11"}
    page = browser.post(at, {**out, "version": seen})
    assert page.status_code == 422
    assert "Write a number from 0 to 1." in page.text
    assert "Write a number from 1 to 10." in page.text

    right = {"reach": "", "impact": "2", "confidence": "0,8", "effort": "1.25", "value": "7"}
    assert browser.post(at, {**right, "version": seen}).status_code == 303
    kept = {rating.factor: rating.amount for rating in session.scalars(select(Rating))}
    assert kept == {
        Factor.IMPACT: 2, Factor.CONFIDENCE: Decimal("0.8"), Factor.EFFORT: Decimal("1.25"),
        Factor.VALUE: 7,
    }  # fmt: skip

    stale = browser.post(at, {**right, "value": "8", "version": seen})
    assert stale.status_code == 412
    assert "Kept now:" in stale.text
    assert "value 7" in stale.text

    session.rollback()
    version = session.scalars(select(Improvement.version)).one()
    assert browser.post(at, {**right, "value": "", "version": version}).status_code == 303
    assert Factor.VALUE not in set(session.scalars(select(Rating.factor)))


def test_it_costs_the_same_however_long_it_is(
    browser: Browser, idea: Idea, ask: Ask, make: Make, ben: User, marta: User
) -> None:
    browser.sign_in(marta)
    make(idea)
    shipped = make(ask("It came", ben), title="What shipped")
    with writing():
        shipped.horizon = Horizon.SHIPPED
    costs = []
    for _ in range(2):
        for path in (LIST, f"{LIST}?show=shipped", f"{LIST}/I-1"):
            with statements() as sent:
                assert browser.get(path, follow_redirects=False).status_code == 200
            costs.append(len(sent))
        for number in range(12):
            made = make(ask(f"Wish {number}", ben), title=f"Way {number}")
            score(made, marta, impact="2", confidence="0.5", effort="1", value="5")
        with writing():
            made.horizon = Horizon.SHIPPED
    print("statements of list, closed list and page of improvements:", costs)
    assert costs[:3] == costs[3:]
    assert max(costs) <= 14


def test_long_lists_come_in_pages_by_rank(browser: Browser, make: Make, marta: User) -> None:
    for number in range(30):
        make(title=f"Way number {number:02}")
    first = browser.sign_in(marta).get(LIST).text
    assert len(titles(first)) == 25
    assert "1–25 of 30 improvements" in first
    second = browser.get(f"{LIST}?page=2").text
    assert titles(second)[0] == "Way number 25"
    assert len(titles(second)) == 5


def test_who_may_see_and_rank(
    app: Flask, browser: Browser, make: Make, ada: User, jun: User, marta: User, root: User
) -> None:
    made = make(title="Jun answers", owner=jun)
    make(title="Somebody else’s")
    assert browser.get(LIST).status_code == 302
    assert Browser(app).sign_in(ada).get(LIST).status_code == 404
    assert len(titles(Browser(app).sign_in(root).get(LIST).text)) == 2

    juns = Browser(app).sign_in(jun)
    page = juns.get(LIST).text
    assert titles(page) == ["Jun answers"]
    assert "Score" not in page
    assert juns.get(f"{LIST}?show=shipped").text.count("Somebody else") == 0
    form = {"place": "1", "reason": "x", "version": made.version}
    for person, own, other in ((jun, 403, 404), (ada, 404, 404)):
        presser = Browser(app).sign_in(person)
        assert presser.post(f"{LIST}/I-1/rank", form).status_code == own
        assert presser.post(f"{LIST}/I-2/rank", form).status_code == other
        assert presser.get(f"{LIST}/I-1/ratings").status_code == own
