"""Whoever votes for an idea instead of posting a copy may leave their own words with it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Forbidden
from app.duplicates.queries import similar_ideas
from app.duplicates.service.merge import merge
from app.ideas.models import Board, Comment, Idea, Moderation, State, Wording
from app.ideas.searchable import MOST_WORDINGS, other_titles
from app.ideas.service.also_said import also_say, forget_wording
from app.ideas.service.drafts import Words, draft
from app.ideas.service.submit import submit
from app.ideas.urls import idea_url
from app.people.models import Anonymous, User
from app.search.jobs import check, feed_index
from tests.browsers import Browser
from tests.personas import make_person
from tests.statements import statements

MINE = "Alarm ahead of PSD2 consent running out"
FORM = {"title": MINE, "body": "", "board": "product", "keeps_words": "1"}


def say(idea: Idea, words: str, *, by: User) -> None:
    written = draft(words)
    with writing():
        also_say(idea, written, actor=by)


def wordings(idea: Idea) -> list[str]:
    session.rollback()
    of_idea = select(Wording.words).where(Wording.idea_id == idea.id).order_by(Wording.id)
    return list(session.scalars(of_idea))


def found(words: str) -> list[int]:
    session.rollback()
    return [each.idea.id for each in similar_ideas(words, reader=Anonymous(), limit=5)]


def test_words_are_kept_where_somebody_asks_for_it(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    assert 'name="keeps_words"' in browser.get("/ideas/new").text
    browser.post("/ideas/instead", {**FORM, "instead": idea.reference})

    page = browser.get(idea_url(idea)).text
    assert "Also said as" in page
    assert f"“{MINE}”" in page


def test_unasked_nothing_is_kept(browser: Browser, idea: Idea, ben: User) -> None:
    form = {name: text for name, text in FORM.items() if name != "keeps_words"}
    browser.sign_in(ben).post("/ideas/instead", {**form, "instead": idea.reference})

    assert wordings(idea) == []
    assert "Also said as" not in browser.get(idea_url(idea)).text


@pytest.mark.parametrize("body", ["", "It happens to us each month."])
def test_where_words_are_looked_at_first_they_wait_as_a_comment(
    app: Flask, idea: Idea, board: Board, ben: User, body: str
) -> None:
    """The vote counts at once, and nothing that was typed is lost."""
    with writing():
        board.moderation = Moderation.ALL
    bens = Browser(app).sign_in(ben)
    form = {**FORM, "body": body, "instead": idea.reference}
    assert bens.post("/ideas/instead", form).status_code == 303
    assert wordings(idea) == []
    held = session.scalars(select(Comment)).one()
    assert (held.state, held.body) == (State.PENDING, f"{MINE}\n\n{body}".strip())
    assert MINE not in Browser(app).get(idea_url(idea)).text
    assert MINE in bens.get(idea_url(idea)).text
    assert idea.people == 2


def test_words_sent_in_haste_by_somebody_new_wait(app: Flask, idea: Idea, ben: User) -> None:
    form = {**FORM, "instead": idea.reference, "extra": "anything"}
    Browser(app).sign_in(ben).post("/ideas/instead", form)
    assert wordings(idea) == []
    assert session.scalars(select(Comment)).one().state is State.PENDING


def test_an_address_is_no_wording(app: Flask, idea: Idea, ben: User) -> None:
    words = "Cheap pills at https://evil.example/ - call now"
    form = {**FORM, "title": words, "instead": idea.reference}
    refused = Browser(app).sign_in(ben).post("/ideas/instead", form)
    assert refused.status_code == 422
    assert "Write the title without addresses" in refused.text
    assert words in refused.text
    assert wordings(idea) == []


def test_who_is_blocked_leaves_no_words(app: Flask, idea: Idea, ben: User) -> None:
    with writing():
        ben.blocked_at = now()
    refused = Browser(app).sign_in(ben).post("/ideas/instead", {**FORM, "instead": idea.reference})
    assert refused.status_code == 403
    assert wordings(idea) == []


def test_later_words_replace_the_first(idea: Idea, ben: User, jun: User) -> None:
    for words in ("Tell me about the bank", MINE, MINE.upper(), idea.title.lower()):
        say(idea, words, by=ben)
    say(idea, MINE, by=jun)
    assert wordings(idea) == [MINE], "what it is called already is no other wording"


def test_an_idea_is_found_by_its_wordings(idea: Idea, ben: User) -> None:
    feed_index()
    assert found("PSD2 consent alarm") == []

    say(idea, MINE, by=ben)
    assert found("PSD2 consent alarm") == [idea.id], "at once, before the index knows"
    feed_index()
    assert found("PSD2 consent alarm") == [idea.id]
    assert check().is_clean
    like = similar_ideas("PSD2 consent alarm", reader=Anonymous(), limit=5)[0]
    assert set(like.words) == {"PSD2", "consent", "Alarm"}

    with writing():
        forget_wording(session.scalars(select(Wording)).one(), idea, actor=ben)
    assert found("PSD2 consent alarm") == []
    feed_index()
    assert check().is_clean


def test_wordings_come_along_with_a_merge(
    browser: Browser, idea: Idea, board: Board, ada: User, ben: User, marta: User
) -> None:
    written = draft("Renew the link myself")
    with writing():
        twin = submit(written, board=board, author=ben)
    say(twin, MINE, by=ada)
    with writing():
        merge(twin, idea, note=Words("", ""), actor=marta)

    feed_index()
    assert found("PSD2 consent alarm") == [idea.id]
    assert f"“{MINE}”" in browser.get(idea_url(idea)).text


def test_wordings_of_a_hidden_board_are_not_told(
    browser: Browser, idea: Idea, staff_board: Board, jun: User, marta: User
) -> None:
    written = draft("Renew the link for them")
    with writing():
        inside = submit(written, board=staff_board, author=jun)
    say(inside, MINE, by=jun)
    with writing():
        merge(inside, idea, note=Words("", ""), actor=marta, accepts_wider=True)

    feed_index()
    assert found("PSD2 consent alarm") == []
    assert other_titles([idea.id]) == {}
    assert MINE not in browser.get(idea_url(idea)).text
    assert MINE in browser.sign_in(jun).get(idea_url(idea)).text


def test_only_the_newest_are_searched_and_shown(browser: Browser, idea: Idea) -> None:
    for number in range(MOST_WORDINGS + 2):
        say(idea, f"Wording number{number}", by=make_person(f"Kim{number} Voter"))

    feed_index()
    assert found("number0") == []
    assert found(f"number{MOST_WORDINGS + 1}") == [idea.id]
    page = browser.get(idea_url(idea)).text
    assert page.count("“Wording number") == MOST_WORDINGS
    assert "number1”" not in page


def test_ones_own_words_can_be_taken_back_and_any_by_managers(
    app: Flask, idea: Idea, ada: User, ben: User, marta: User
) -> None:
    say(idea, MINE, by=ben)
    way = re.search(r'action="(/ideas/[^"]+/remove)"', page_for(app, ben, idea))
    assert way
    assert "/wordings/" not in page_for(app, ada, idea)
    assert "/wordings/" not in Browser(app).get(idea_url(idea)).text
    assert Browser(app).sign_in(ada).post(way[1]).status_code == 403
    assert wordings(idea) == [MINE]
    assert Browser(app).sign_in(ben).post(way[1]).location == idea_url(idea)
    assert wordings(idea) == []

    say(idea, MINE, by=ben)
    way = re.search(r'action="(/ideas/[^"]+/remove)"', page_for(app, marta, idea))
    assert way
    assert Browser(app).sign_in(marta).post(way[1]).status_code == 303
    assert wordings(idea) == []
    assert Browser(app).sign_in(marta).post(way[1]).status_code == 404
    kept = session.scalars(select(AuditEntry).where(AuditEntry.action == "wording.remove")).one()
    assert kept.before == {"words": MINE}


def test_others_are_refused(idea: Idea, ada: User, ben: User) -> None:
    say(idea, MINE, by=ben)
    with pytest.raises(Forbidden), writing():
        forget_wording(session.scalars(select(Wording)).one(), idea, actor=ada)


def test_an_idea_without_wordings_asks_for_none(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben).get(idea_url(idea))
    with statements() as without:
        browser.get(idea_url(idea))
    say(idea, MINE, by=ben)
    with statements() as sent:
        browser.get(idea_url(idea))
    assert not any("FROM wordings" in each and "FROM ideas" not in each for each in without)
    assert len(sent) == len(without) + 1


def test_titles_too_long_are_refused_and_kept(browser: Browser, idea: Idea, ben: User) -> None:
    form = {**FORM, "title": "x" * 305, "instead": idea.reference}
    page = browser.sign_in(ben).post("/ideas/instead", form)
    assert page.status_code == 422
    assert "5 characters too long" in page.text
    assert 'name="keeps_words" type="checkbox" value="1" checked' in page.text or re.search(
        r"checked[^>]*name=\"keeps_words\"", page.text
    )


def page_for(app: Flask, reader: User, idea: Idea) -> str:
    return Browser(app).sign_in(reader).get(idea_url(idea)).text
