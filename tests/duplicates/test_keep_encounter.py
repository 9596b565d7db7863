"""What people made of the look-alikes they were shown is kept with what they did."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core.db import session, writing
from app.duplicates.models import Encounter, Met, Outcome
from app.ideas.models import Board, Idea, Phase
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from app.search.jobs import feed_index
from tests.browsers import Browser
from tests.statements import statements
from tests.telling.acts import decide

FRAGMENT = {"Heed-Fragment": "1"}
ALIKE = {"title": "Warn before the bank link expires", "board": "product"}


@pytest.fixture
def second(board: Board, ada: User) -> Idea:
    written = draft("Show when the bank link was renewed")
    with writing():
        return submit(written, board=board, author=ada)


def encounters() -> list[tuple[int, int, Outcome]]:
    session.rollback()
    kept = session.scalars(select(Encounter).order_by(Encounter.id))
    return [(each.user_id or 0, each.idea_id, each.outcome) for each in kept]


def met() -> list[tuple[int, int, bool]]:
    kept = session.scalars(select(Met).order_by(Met.encounter_id, Met.rank))
    return [(each.idea_id, each.rank, each.is_different) for each in kept]


def test_voting_instead_keeps_what_was_shown(
    browser: Browser, idea: Idea, second: Idea, ben: User
) -> None:
    shown = {**ALIKE, "shown": [second.reference, idea.reference], "different": second.reference}
    browser.sign_in(ben)
    for _ in range(2):
        browser.post("/ideas/instead", {**shown, "instead": idea.reference}, headers=FRAGMENT)

    assert encounters() == [(ben.id, idea.id, Outcome.VOTED)]
    assert met() == [(second.id, 1, True), (idea.id, 2, False)]


def test_posting_all_the_same_keeps_it_too(browser: Browser, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    for _ in range(2):
        form = {**ALIKE, "looked": "1", "shown": idea.reference, "different": idea.reference}
        assert browser.post("/ideas", form).status_code == 303

    posted = session.scalars(select(Idea.id).where(Idea.author_id == ben.id)).one()
    assert encounters() == [(ben.id, posted, Outcome.POSTED)]
    assert met() == [(idea.id, 1, True)]


def test_the_list_carries_what_it_shows(
    browser: Browser, board: Board, idea: Idea, second: Idea, ada: User, ben: User
) -> None:
    """Without a script it is shown once before posting, and sent back as it stands."""
    for number in range(30):
        written = draft(f"Ledger{number} printed on striped paper{number}")
        with writing():
            submit(written, board=board, author=ada)
    feed_index()
    page = browser.sign_in(ben).post("/ideas", {**ALIKE, "title": idea.title}).text
    carried = re.findall(r'name="(shown|likely|different)" value="([^"]+)"( disabled)?', page)

    assert [value for name, value, _ in carried if name == "shown"] == ["H-1", "H-2"]
    assert ("likely", "H-1", "") in carried
    assert all(off for name, _, off in carried if name == "different"), "nobody said so yet"

    sent = {
        name: [value for known, value, off in carried if known == name and not off]
        for name in ("shown", "likely")
    }
    browser.post("/ideas", {**ALIKE, **sent, "looked": "1"})
    assert met() == [(idea.id, 1, False), (second.id, 2, False)]
    assert session.scalars(select(Met.is_likely).order_by(Met.rank)).all() == [True, False]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_nothing_shown_keeps_nothing_and_asks_nothing(
    browser: Browser, idea: Idea, ben: User, outcome: Outcome
) -> None:
    press(browser, ben, idea, outcome)
    assert encounters() == []


def test_what_is_hidden_or_made_up_was_not_shown(
    browser: Browser, idea: Idea, staff_board: Board, jun: User, ben: User
) -> None:
    written = draft("Retire the old importer")
    with writing():
        hidden = submit(written, board=staff_board, author=jun)
    forged = [hidden.reference, "H-999", "' OR 1=1", "", idea.reference, idea.reference]
    browser.sign_in(ben)
    browser.post("/ideas", {**ALIKE, "looked": "1", "shown": forged})
    assert met() == [(idea.id, 5, False)]

    browser.post("/ideas/instead", {"instead": idea.reference, "shown": hidden.reference})
    browser.post("/ideas/instead", {"instead": idea.reference, "shown": "H-3"})
    assert len(encounters()) == 1, "one votes for what was shown"


def test_at_most_five_count(browser: Browser, idea: Idea, board: Board, ada: User) -> None:
    references = []
    for number in range(7):
        written = draft(f"Bank link number {number}")
        with writing():
            references.append(submit(written, board=board, author=ada).reference)
    browser.sign_in(ada).post("/ideas", {**ALIKE, "looked": "1", "shown": references})

    session.rollback()
    assert [rank for _, rank, _ in met()] == [1, 2, 3, 4, 5]


def test_a_refused_vote_keeps_nothing(browser: Browser, idea: Idea, ben: User, marta: User) -> None:
    decide(idea, Phase.SHIPPED, by=marta)
    browser.sign_in(ben)
    form = {**ALIKE, "instead": idea.reference, "shown": idea.reference}
    assert browser.post("/ideas/instead", form).status_code == 409
    assert encounters() == []


@pytest.mark.parametrize("outcome", list(Outcome))
def test_it_costs_three_statements(
    browser: Browser, idea: Idea, ben: User, ada: User, outcome: Outcome
) -> None:
    press(browser, ben, idea, outcome)
    reference = idea.reference
    with statements() as without:
        press(browser, ben, idea, outcome, title="Fold the printed ledger twice")
    with statements() as sent:
        press(browser, ben, idea, outcome, title="Zebra stripes on it", shown=reference)
    assert len(sent) - len(without) == 3


def press(browser: Browser, ben: User, idea: Idea, outcome: Outcome, **more: str) -> None:
    browser.sign_in(ben)
    form = {**ALIKE, "looked": "1", "instead": "H-1", **more}
    if outcome is Outcome.VOTED:
        browser.post("/ideas/instead", form, headers=FRAGMENT)
    else:
        browser.post("/ideas", form)
