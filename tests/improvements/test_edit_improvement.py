"""The forms of an improvement: promoting, changing, moving, linking, through their pages."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEntry
from app.core.db import session, writing
from app.ideas.models import Board, Idea, Phase
from app.ideas.urls import idea_url
from app.improvements.models import Evidence, Horizon, Improvement
from app.journey.models import Stage, Touchpoint
from app.people.models import User
from app.votes import service as votes
from tests.browsers import Browser
from tests.improvements.conftest import Ask, Make

LIST = "/manage/improvements"


def filled(owner: User | None = None, **more: Any) -> dict[str, Any]:
    """A promote form that is complete."""
    return {
        "title": "Bank links that warn",
        "problem": "It breaks\non a Friday.",
        "outcome": "A week of warning.",
        "summary": "We tell you in time.",
        "owner": str(owner.uid) if owner else "",
        "metric": "organisations_asking",
        "target": "5",
        "horizon": "considering",
        "is_public": "y",
        **more,
    }


def only() -> Improvement:
    session.rollback()
    return session.scalars(select(Improvement)).one()


def test_an_idea_is_promoted_from_its_page(
    browser: Browser, idea: Idea, ask: Ask, ada: User, ben: User, jun: User, marta: User
) -> None:
    other = ask("Warn by mail", ben)
    with writing():
        votes.cast(other, voter=ada)
    browser.sign_in(marta)
    assert f'href="{LIST}/new?idea=H-1"' in browser.get(idea_url(idea)).text

    page = browser.get(f"{LIST}/new?idea=H-1&idea=H-2").text
    assert "Promote 2 ideas to an improvement" in page
    assert "<strong>2 people</strong>, 2 organisations" in page
    assert "1 of them asked for more than one of these and counts once." in page
    assert "102,000 of revenue a year." in page
    assert "This moves 2 ideas to “Planned” and tells 2 people." in page

    answer = browser.post(LIST, filled(jun, idea=["H-1", "H-2"], horizon="next"))
    assert (answer.status_code, answer.location) == (303, f"{LIST}/I-1-bank-links-that-warn")
    page = browser.get(answer.location).text
    assert "I-1 is made. 2 ideas are now “Planned”." in page
    assert "Jun Sato" in page
    assert "2 people asking" in page
    assert "Became part of:" in browser.get(idea_url(idea)).text
    assert "Promote it to an improvement" not in browser.get(idea_url(idea)).text


def test_what_is_wrong_stands_beside_the_fields_and_all_is_kept(
    browser: Browser, idea: Idea, marta: User
) -> None:
    form = filled(
        title="x", idea="H-1", metric="typed_figure", target="a lot", baseline="1,240",
        baseline_n="2.5", baseline_on="yesterday", note="Read *this*.",
    )  # fmt: skip
    page = browser.sign_in(marta).post(LIST, form)
    assert page.status_code == 422
    text = html.unescape(page.text)
    for words in (
        "Say in a few words what will change.",
        "Write a number, as in 12 or 0.8.",
        "Write 1240 or 1.240: a comma can mean both.",
        "Write a whole number.",
        "Write a day as in 2026-11-30.",
        "Name the figure,",
        "Say where this figure comes from.",
        "Without an owner and a metric nobody can say later whether it helped.",
        "It breaks\non a Friday.",
        "Read *this*.",
        'value="a lot"',
        'value="yesterday"',
    ):
        assert words in text, words
    assert re.search(r'name="idea" value="H-1" checked', page.text)
    assert session.scalar(select(func.count(Improvement.id))) == 0


def test_the_second_manager_sees_whose_the_idea_is_and_chooses(
    browser: Browser, idea: Idea, ask: Ask, make: Make, ben: User, jun: User, marta: User
) -> None:
    ask("Warn by mail", ben)
    make(idea, title="Made first")
    browser.sign_in(marta)
    page = browser.post(LIST, filled(jun, idea=["H-1", "H-2"]))
    assert page.status_code == 409
    assert "H-1 is behind I-1 “Made first” already." in page.text
    assert re.search(r'name="idea" value="H-1">', page.text), "no longer ticked"
    assert re.search(r'name="idea" value="H-2" checked', page.text)
    assert browser.post(LIST, filled(jun, idea=["H-2"])).status_code == 303


def test_pressing_twice_makes_one(browser: Browser, idea: Idea, jun: User, marta: User) -> None:
    browser.sign_in(marta)
    for _ in range(2):
        assert browser.post(LIST, filled(jun, idea="H-1")).status_code == 303
    assert only().reference == "I-1"


def test_it_may_begin_without_an_idea(browser: Browser, marta: User) -> None:
    browser.sign_in(marta)
    assert "New improvement" in browser.get(f"{LIST}/new").text
    form = filled(reason_without="Nobody is hired yet.")
    assert browser.post(LIST, form).status_code == 303
    page = browser.get(f"{LIST}/I-1").text
    assert "Made without an owner or a metric because: Nobody is hired yet." in page
    assert "No idea stands behind it yet" in page


@pytest.mark.parametrize("asked", ["H-99", "99", "nonsense", "H-1&idea=H-99"])
def test_an_idea_that_is_not_there_is_not_found(
    browser: Browser, idea: Idea, marta: User, asked: str
) -> None:
    assert browser.sign_in(marta).get(f"{LIST}/new?idea={asked}").status_code == 404


def test_a_touchpoint_brings_its_step(browser: Browser, jun: User, marta: User) -> None:
    stage = session.scalars(select(Stage).where(Stage.key == "onboarding")).one()
    with writing():
        point = Touchpoint(stage_id=stage.id, name="Importing history")
        session.add(point)
    browser.sign_in(marta)
    assert "Set up: Importing history" in browser.get(f"{LIST}/new").text
    browser.post(LIST, filled(jun, place=str(point.uid), element="support"))
    made = only()
    assert [made.stage_id, made.touchpoint_id] == [stage.id, point.id]
    assert made.element_id is not None
    page = browser.get(f"{LIST}/I-1").text
    assert "Set up: Importing history" in page


def changed(made: Improvement, **more: Any) -> dict[str, Any]:
    kept = {"version": made.version, "reason_without": made.reason_without}
    return {**filled(made.owner), **kept, **more}


def test_its_owner_changes_words_and_target_and_no_more(
    app: Flask, make: Make, jun: User, marta: User
) -> None:
    made = make(owner=jun)
    juns = Browser(app).sign_in(jun)
    page = juns.get(f"{LIST}/I-1/edit").text
    assert "Who answers for it" not in page
    form = changed(made, title="Clearer words", target="7,5", owner=str(marta.uid), is_public="")
    assert juns.post(f"{LIST}/I-1/edit", form).status_code == 303

    kept = only()
    assert (kept.title, kept.target, kept.owner_id) == ("Clearer words", 7.5, jun.id)
    assert kept.is_public
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "improvement.edit")).one()
    assert entry.before["title"] == "Bank links that warn"
    assert entry.after["target"] == "7.5"


def test_two_who_edit_at_once_lose_nothing(
    app: Flask, browser: Browser, make: Make, jun: User, marta: User
) -> None:
    made = make(owner=jun)
    mine, theirs = changed(made, problem="Marta’s words"), changed(made, problem="Jun’s words")
    assert Browser(app).sign_in(jun).post(f"{LIST}/I-1/edit", theirs).status_code == 303

    browser.sign_in(marta)
    page = browser.post(f"{LIST}/I-1/edit", mine)
    assert page.status_code == 412
    text = html.unescape(page.text)
    assert "Someone changed this improvement since you opened it." in text
    assert "Marta’s words" in text
    assert "Jun’s words" in text
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version
    again = browser.post(f"{LIST}/I-1/edit", {**mine, "version": version[1]})
    assert again.status_code == 303
    assert only().problem == "Marta’s words"


def test_the_metric_is_frozen_and_one_that_is_missing_may_come_later(
    browser: Browser, idea: Idea, make: Make, jun: User, marta: User
) -> None:
    browser.sign_in(marta)
    browser.post(LIST, filled(jun, idea="H-1", metric="", target="", reason_without="Later."))
    form = changed(only(), target="3")
    assert browser.post(f"{LIST}/I-1/edit", form).status_code == 303
    made = only()
    assert (made.metric, made.baseline, made.reason_without) == ("organisations_asking", 1, "")

    with writing():
        votes.withdraw(session.get_one(Idea, idea.id), voter=session.get_one(User, idea.author_id))
    form = changed(only(), metric="fixed_it")
    assert browser.post(f"{LIST}/I-1/edit", form).status_code == 303
    made = only()
    assert (made.metric, made.baseline) == ("organisations_asking", 1)


def test_moving_says_first_what_it_does(
    browser: Browser, idea: Idea, ask: Ask, make: Make, ben: User, marta: User
) -> None:
    make(idea, ask("Warn by mail", ben))
    browser.sign_in(marta)
    page = browser.get(f"{LIST}/I-1/move?to=next").text
    assert "Move “Bank links that warn” to “Next”?" in html.unescape(page)
    assert "This moves 2 ideas to “Planned” and tells 2 people." in page
    assert "Move it and tell 2 people" in page
    assert "Last decision: Made this an improvement at “Considering”" in page

    form = {"to": "next", "version": only().version, "note": "For spring."}
    for _ in range(2):  # pressed twice
        answer = browser.post(f"{LIST}/I-1/move", form)
        assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "It stands at “Next” now. 2 ideas are now “Planned”." in page
    assert "Moved it from “Considering” to “Next”" in page
    assert "For spring." in browser.get(idea_url(idea)).text

    page = browser.post(f"{LIST}/I-1/move", {**form, "to": "now", "note": "Begun."})
    assert page.status_code == 412
    assert "It now stands at “Next”." in page.text
    assert "Begun." in page.text
    assert browser.get(f"{LIST}/I-1/move?to=tomorrow").status_code == 422


def test_setting_aside_lists_each_idea_for_its_own_decision(
    browser: Browser, idea: Idea, make: Make, marta: User
) -> None:
    make(idea)
    browser.sign_in(marta)
    page = browser.get(f"{LIST}/I-1/move?to=set_aside").text
    assert "No idea changes its status, so nobody is told." in page
    assert "H-1 asks for a decision of its own." in page
    form = {"to": "set_aside", "version": only().version}
    answer = browser.post(f"{LIST}/I-1/move", form)
    assert "H-1 asks for a decision of its own." in browser.get(answer.location).text
    session.rollback()
    assert session.get_one(Idea, idea.id).status.phase is Phase.REVIEWING


def test_ideas_are_linked_and_taken_out(
    browser: Browser, idea: Idea, ask: Ask, make: Make, ben: User, marta: User
) -> None:
    make(idea, title="The other")
    make(title="This one", horizon=Horizon.NEXT)
    other = ask("Warn by mail", ben)
    browser.sign_in(marta)
    page = browser.post(f"{LIST}/I-2/ideas", {"idea": "H-1"})
    assert page.status_code == 409
    assert "H-1 is behind I-1 “The other” already." in page.text
    for wrong in ("H-77", "warn me", ""):
        page = browser.post(f"{LIST}/I-2/ideas", {"idea": wrong})
        assert page.status_code == 422
        assert "There is no idea with this reference." in page.text

    answer = browser.post(f"{LIST}/I-2/ideas", {"idea": other.reference})
    page = browser.get(answer.location).text
    assert "H-2 is behind it now. 1 idea is now “Planned”." in page
    assert browser.post(f"{LIST}/I-2/ideas/H-2/unlink").status_code == 303
    assert session.scalars(select(Evidence.idea_id)).all() == [idea.id]


def test_customers_read_what_an_idea_became_part_of_once_the_roadmap_has_it(
    app: Flask, browser: Browser, idea: Idea, make: Make, ben: User, jun: User, marta: User
) -> None:
    made = make(idea)
    bens, juns = Browser(app).sign_in(ben), Browser(app).sign_in(jun)
    for reader in (browser, bens):
        assert "Became part of" not in reader.get(idea_url(idea)).text
    assert "Bank links that warn" in juns.get(idea_url(idea)).text
    assert f"{LIST}/I-1" not in juns.get(idea_url(idea)).text

    with writing():
        made.horizon = Horizon.LATER
    for reader in (browser, bens):
        assert '<a href="/roadmap#I-1">Bank links that warn</a>' in reader.get(idea_url(idea)).text
    with writing():
        made.is_public = False
    assert "Became part of" not in bens.get(idea_url(idea)).text


def test_its_owner_sees_no_idea_of_a_board_they_do_not_see(
    app: Flask, idea: Idea, ask: Ask, make: Make, jun: User, marta: User
) -> None:
    with writing():
        secret = Board(slug="council", name="Council", audience="groups", position=3)
        session.add(secret)
    hidden = ask("A wish of the council", marta, on=secret)
    make(idea, hidden, owner=jun)
    page = Browser(app).sign_in(jun).get(f"{LIST}/I-1").text
    assert "Warn me before the bank link expires" in page
    assert "A wish of the council" not in page
    assert "1 more is on a board you do not see, or beyond this list." in page
    assert "revenue" not in page
    assert "Scores" not in page


def test_improvements_are_not_there_for_others(
    app: Flask, browser: Browser, make: Make, ada: User, jun: User
) -> None:
    make(title="Nobody’s")
    pages = ("I-1", "I-1/edit", "I-1/move?to=next", "I-1/ratings", "I-9", "nothing")
    for person in (ada, jun):
        reader = Browser(app).sign_in(person)
        for page in pages:
            assert reader.get(f"{LIST}/{page}").status_code == 404, page
        assert reader.get(f"{LIST}/new").status_code == 403
    assert browser.get(f"{LIST}/I-1").status_code == 404
    assert browser.get(f"{LIST}/new").status_code == 302


def test_a_wrong_slug_leads_to_the_right_one(browser: Browser, make: Make, marta: User) -> None:
    make()
    answer = browser.sign_in(marta).get(f"{LIST}/I-1-old-words")
    assert (answer.status_code, answer.location) == (301, f"{LIST}/I-1-bank-links-that-warn")
