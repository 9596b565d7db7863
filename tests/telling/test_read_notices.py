"""The bell, its list, and what people choose to be sent."""

from __future__ import annotations

from app.core.db import session, writing
from app.ideas.models import Audience, Board, Idea, Phase
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import MailChoice, User
from app.telling.models import Channel
from app.telling.queries import chosen_ideas, unread_notices
from tests.browsers import Browser
from tests.statements import statements
from tests.telling.acts import decide, told, vote


def test_the_list_shows_what_moved_and_a_press_marks_it_read(
    idea: Idea, ben: User, marta: User, browser: Browser
) -> None:
    vote(idea, ben)
    decide(idea, Phase.PLANNED, by=marta)
    browser.sign_in(ben)

    page = browser.get("/notices")
    assert page.status_code == 200
    assert idea.title in page.text
    assert "It is planned." in page.text
    assert unread_notices(ben) == 1

    assert browser.post("/notices").status_code == 303
    session.refresh(ben)
    assert unread_notices(ben) == 0
    assert idea.title in browser.get("/notices").text


def test_a_hidden_idea_is_neither_listed_nor_counted(
    idea: Idea, ben: User, marta: User, browser: Browser
) -> None:
    vote(idea, ben)
    decide(idea, Phase.PLANNED, by=marta)
    with writing():
        idea.board.audience = Audience.EMPLOYEES
    browser.sign_in(ben)

    page = browser.get("/notices")

    assert idea.title not in page.text
    assert "Nothing has moved yet" in page.text


def test_muting_from_the_list_keeps_the_vote_and_can_be_undone(
    idea: Idea, ben: User, marta: User, browser: Browser
) -> None:
    vote(idea, ben)
    browser.sign_in(ben)
    form = {"idea": idea.reference, "next": "/notices"}

    assert browser.post("/preferences/mute", form).location == "/notices"
    assert [chosen.is_muted for chosen in chosen_ideas(ben)] == [True]
    assert "Muted" in browser.get("/preferences").text
    assert set(told(decide(idea, Phase.PLANNED, by=marta), Channel.NOTICE)) == {"Ada"}

    browser.post("/preferences/mute", {**form, "state": "heard"})
    assert [chosen.is_muted for chosen in chosen_ideas(ben)] == [False]


def test_the_choice_of_mail_is_kept(ben: User, browser: Browser) -> None:
    browser.sign_in(ben)
    assert 'value="daily" checked' in browser.get("/preferences").text.replace(
        'checked id="mail-1" name="mail" type="radio" value="daily"', 'value="daily" checked'
    )

    assert browser.post("/preferences", {"mail": "never"}).status_code == 303
    session.refresh(ben)
    assert ben.mail_choice is MailChoice.NEVER

    assert browser.post("/preferences", {"mail": "hourly"}).status_code == 422


def test_these_pages_ask_to_sign_in(browser: Browser) -> None:
    for path in ("/notices", "/preferences", "/manage/mail"):
        answer = browser.get(path)
        assert answer.status_code == 302
        assert "/sign-in" in answer.location


def test_the_list_costs_the_same_however_long_it_is(
    idea: Idea, board: Board, ben: User, marta: User, browser: Browser
) -> None:
    browser.sign_in(ben)
    with writing():
        many = [submit(draft(f"Wish number {n}"), board=board, author=ben) for n in range(8)]
    for each in many:
        decide(each, Phase.PLANNED, by=marta)

    with statements() as sent:
        page = browser.get("/notices")

    assert page.text.count('class="new"') == 16
    assert len(sent) <= 10
