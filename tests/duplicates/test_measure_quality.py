"""The page that says how well duplicates are found, and what it is counted from."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import session, writing
from app.core.figures import Proportion
from app.core.settings import change, portal
from app.duplicates.models import Encounter, Outcome, Pair, RecallMeasure
from app.duplicates.quality import MONTH, YEAR, Quality, last_months, quality, words_in_common
from app.duplicates.recall import measure_recall
from app.duplicates.service.encounters import keep_encounter
from app.duplicates.service.merge import merge
from app.duplicates.shown import Shown
from app.duplicates.trend import BOTTOM, TOP, trend_of
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import Words, draft
from app.ideas.service.submit import submit
from app.people.models import User
from app.search.jobs import feed_index
from app.search.likeness import PROMISED
from tests.browsers import Browser
from tests.personas import make_person
from tests.statements import statements

PAGE = "/manage/duplicates/quality"
NOTHING = Proportion(0, 0)
Ask = Callable[..., Idea]


@pytest.fixture
def ask(board: Board, ada: User) -> Ask:
    def posted(title: str, *, on: Board = board, by: User = ada) -> Idea:
        written = draft(title)
        with writing():
            return submit(written, board=on, author=by)

    return posted


def meet(idea: Idea, outcome: Outcome, *shown: Idea, by: User, **more: bool) -> None:
    likely, different = more.get("is_likely", False), more.get("is_different", False)
    before = [Shown(each.id, rank, likely, different) for rank, each in enumerate(shown, start=1)]
    with writing():
        keep_encounter(idea, outcome, shown=before, actor=by)


def join(source: Idea, target: Idea, by: User) -> None:
    with writing():
        merge(source, target, note=Words("", ""), actor=by)


def measured(period: timedelta = MONTH) -> Quality:
    session.rollback()
    return quality(period)


def age(days: int) -> None:
    with writing():
        session.execute(update(Encounter).values(created_at=now() - timedelta(days=days)))


def test_nothing_is_no_data(browser: Browser, board: Board, marta: User) -> None:
    assert measured() == Quality(*[NOTHING] * 5, apart=0)
    page = browser.sign_in(marta).get(PAGE).text
    assert page.count("<b>no data</b>") == 6
    assert "%" not in re.sub(r"(?s)<p class=\"hint mt-4\">.*?</p>", "", page.split("<main")[1])


def test_who_votes_and_who_posts_is_counted(
    ask: Ask, idea: Idea, ada: User, ben: User, jun: User
) -> None:
    meet(idea, Outcome.VOTED, idea, by=ben)
    meet(idea, Outcome.VOTED, idea, by=jun)
    meet(ask("Another thing"), Outcome.POSTED, idea, by=ben, is_different=True)
    found = measured()
    assert (found.deflected, found.posted) == (Proportion(2, 3), Proportion(1, 3))
    assert found.different == Proportion(1, 3)


def test_what_was_posted_and_merged_slipped_through(
    ask: Ask, idea: Idea, ben: User, marta: User
) -> None:
    """Also where what was shown was itself merged since; an undone merge is none."""
    other, twin, second, third = map(ask, ("Other", "Twin one", "Twin two", "Twin three"))
    meet(twin, Outcome.POSTED, idea, other, by=ben)
    meet(second, Outcome.POSTED, other, by=ben)
    meet(third, Outcome.POSTED, other, by=ben)
    assert measured().overlooked == measured().not_shown == Proportion(0, 3)

    join(twin, idea, marta)
    join(second, idea, marta)
    assert (measured().overlooked.part, measured().not_shown.part) == (1, 1)

    join(other, idea, marta)
    assert (measured().overlooked.part, measured().not_shown.part) == (2, 0)


def test_likely_ones_are_held_to_what_became_of_them(
    ask: Ask, idea: Idea, ben: User, jun: User, marta: User
) -> None:
    other, twin, free = map(ask, ("Other", "Twin one", "Free one"))
    meet(idea, Outcome.VOTED, idea, other, by=ben, is_likely=True)
    meet(twin, Outcome.POSTED, idea, by=jun, is_likely=True)
    meet(free, Outcome.POSTED, idea, by=jun, is_likely=True)
    meet(free, Outcome.POSTED, other, by=ben)
    assert measured().likely == Proportion(1, 4)
    join(twin, idea, marta)
    assert measured().likely == Proportion(2, 4)


def test_only_the_time_asked_for_counts(ask: Ask, idea: Idea, ben: User, marta: User) -> None:
    meet(idea, Outcome.VOTED, idea, by=ben)
    first, second = sorted((idea.id, ask("Other").id))
    with writing():
        apart = {
            "score": 0.4,
            "is_likely": True,
            "apart_at": now() - timedelta(days=40),
            "apart_by_id": marta.id,
        }
        session.add(Pair(first_id=first, second_id=second, **apart))
    age(40)
    assert (measured().deflected, measured().apart) == (NOTHING, 0)
    assert (measured(YEAR).deflected, measured(YEAR).apart) == (Proportion(1, 1), 1)


def test_months_begin_where_the_portal_is(idea: Idea, ben: User) -> None:
    meet(idea, Outcome.VOTED, idea, by=ben)
    with writing():
        change(None, time_zone="Pacific/Auckland")
        session.add(RecallMeasure(day=now().date(), asked=4, first=1, among_five=3))
    months = last_months()
    assert len(months) == 12
    assert all(month.first.day == 1 for month in months)
    assert sum(month.deflected.n for month in months) == 1
    assert months[-1].deflected == Proportion(1, 1)
    assert any(month.recall and month.recall.among_five == 3 for month in months)

    trend = trend_of(months)
    assert trend is not None
    assert [bar.voted_height > 0 for bar in trend.bars] == [False] * 11 + [True]
    assert all(TOP <= bar.posted_top <= bar.voted_top <= BOTTOM for bar in trend.bars)


def test_merged_ideas_are_asked_as_if_new_once_a_day(ask: Ask, idea: Idea, marta: User) -> None:
    for number in range(30):
        ask(f"Ledger{number} on striped paper{number}")
    join(ask("Tell me before bank links expire"), idea, marta)
    join(ask("Alarm on PSD2 consent"), idea, marta)
    feed_index()

    for _ in range(2):
        measure_recall()
    kept = session.scalars(select(RecallMeasure)).one()
    assert (kept.asked, kept.first, kept.among_five) == (2, 1, 1)


def test_without_an_index_it_waits(ask: Ask, idea: Idea, marta: User) -> None:
    join(ask("Tell me before bank links expire"), idea, marta)
    measure_recall()
    assert session.scalars(select(RecallMeasure)).all() == []


def test_words_of_what_met_are_those_one_may_read(
    ask: Ask, idea: Idea, staff_board: Board, jun: User, ben: User, marta: User
) -> None:
    twin = ask("The bank link expired without a word")
    meet(twin, Outcome.POSTED, idea, by=ben)
    join(twin, idea, marta)
    inside = [ask(f"Importer retires {each}", on=staff_board, by=jun) for each in ("now", "soon")]
    join(*inside, marta)

    assert {"bank", "link", "importer", "retires"} <= {word for word, _ in words_in_common(marta)}
    assert {pairs for _, pairs in words_in_common(marta)} == {1}, "the same pair counts once"
    assert not {"importer", "retires"} & {word for word, _ in words_in_common(ben)}


def test_the_page_shows_share_interval_and_promise(
    browser: Browser, ask: Ask, idea: Idea, marta: User
) -> None:
    voters = [make_person(f"Kim{number} Voter") for number in range(6)]
    for voter in voters[:3]:
        meet(idea, Outcome.VOTED, idea, by=voter)
    few = browser.sign_in(marta).get(PAGE).text
    assert "<b>3 of 3</b>" in few, "under five there is no share"

    for voter in voters[3:]:
        meet(idea, Outcome.VOTED, idea, by=voter)
    for number in range(2):
        meet(ask(f"Other {number}"), Outcome.POSTED, idea, by=marta)
    page = browser.get(PAGE).text
    assert "<b>75%</b>" in page
    assert "6 of 8, between 41% and 93%. Indicative: fewer than 30." in " ".join(page.split())
    assert f"{PROMISED.part} of {PROMISED.n} were" in page
    assert "what Heed ships with" in page
    assert 'role="img"' in page


def test_what_the_portal_learnt_is_said(browser: Browser, board: Board, marta: User) -> None:
    kept = {"title": [3.0, -6.0, 0.4], "body": [3.0, -6.0, 0.4], "promise": [7, 9]}
    with writing():
        change(None, likeness=kept)
    page = browser.sign_in(marta).get(PAGE).text
    assert "what this portal learnt" in page
    assert "7 of 9 were, between" in page


def test_it_costs_the_same_however_much_was_met(
    browser: Browser, ask: Ask, idea: Idea, ben: User, marta: User
) -> None:
    browser.sign_in(marta).get(PAGE)
    asked = []
    for more in (1, 20):
        for number in range(more):
            twin = ask(f"Bank link {more} {number}")
            meet(twin, Outcome.POSTED, idea, by=ben)
            join(twin, idea, marta)
        with statements() as sent:
            assert browser.get(PAGE).status_code == 200
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 14
    print("statements of the quality page:", asked)


def test_only_managers_see_it(app: Flask, board: Board, ben: User, jun: User) -> None:
    for person in (ben, jun):
        assert Browser(app).sign_in(person).get(PAGE).status_code == 403


def test_an_administrator_shows_it_to_everyone(
    browser: Browser, app: Flask, idea: Idea, ben: User, marta: User, root: User
) -> None:
    meet(idea, Outcome.VOTED, idea, by=ben)
    assert "voted instead" not in browser.get("/progress").text
    assert "Show it on the public page" not in browser.sign_in(marta).get(PAGE).text
    assert browser.post(f"{PAGE}/show", {"shows": "1"}).status_code == 403

    admin = Browser(app).sign_in(root)
    assert "Show it on the public page" in admin.get(PAGE).text
    assert admin.post(f"{PAGE}/show", {"shows": "1"}).location == PAGE
    shown = Browser(app).get("/progress").text
    assert "voted instead of posting a copy" in shown
    assert "1 of 1" in shown

    admin.post(f"{PAGE}/show", {})
    session.rollback()
    assert portal().shows_deflection is False
    assert "voted instead" not in Browser(app).get("/progress").text
