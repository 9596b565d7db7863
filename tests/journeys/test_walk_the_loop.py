"""The one loop everything is for: asked, joined instead of asked again, decided, told once."""

from __future__ import annotations

from collections import Counter
from email.utils import parseaddr

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.core.db import session
from app.ideas.models import Board
from app.people.models import User
from app.telling.models import Channel, Delivery, DeliveryState, Update, UpdateKind
from tests.journeys.portal import Portal, wait_for
from tests.journeys.steps import sign_in
from tests.telling.mail_server import MailServer

pytestmark = pytest.mark.browser
TITLE = "Warn me before the bank link expires"
NOTE = "We start in May: you hear of it a week ahead."


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_walk_the_loop(
    portal: Portal, board: Board, ada: User, ben: User, marta: User, has_script: bool
) -> None:
    windows = [portal.open_window(java_script_enabled=has_script) for _ in range(3)]
    for_ada, for_ben, for_marta = windows

    ask(for_ada, ada)
    (vote_while_typing if has_script else vote_after_sending)(for_ben, ben)
    plan(for_marta, marta)

    assert mails_about_the_plan(portal.mail_server) == {ada.email: 1, ben.email: 1}
    for page in (for_ada, for_ben):
        has_one_notice(page)
        knows_what_became_of_it(page)


def ask(page: Page, person: User) -> None:
    """From the words in the prompt, through sign-in, to the thank-you."""
    page.goto("/")
    page.get_by_role("searchbox").fill(TITLE)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Post “").click()
    sign_in(page, person)

    expect(page.get_by_label("Your idea in one sentence")).to_have_value(TITLE)
    page.get_by_label("What were you trying to do").fill("The feed stopped on a Friday.")
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you, Ada.")


def vote_while_typing(page: Page, person: User) -> None:
    page.goto("/ideas/new")
    sign_in(page, person)
    page.get_by_label("Your idea in one sentence").fill("A warning before my bank link expires")
    page.get_by_label("What were you trying to do").fill("Ours ended in the middle of payroll.")
    lookalike = page.get_by_role("article").filter(has_text=TITLE)
    lookalike.get_by_role("button", name="Vote for this instead").click()
    expect(lookalike.get_by_text("Voted.")).to_be_visible()
    lookalike.get_by_role("link", name="Open the idea").click()
    has_joined(page)


def vote_after_sending(page: Page, person: User) -> None:
    page.goto("/ideas/new")
    sign_in(page, person)
    page.get_by_label("Your idea in one sentence").fill("A warning before my bank link expires")
    page.get_by_label("What were you trying to do").fill("Ours ended in the middle of payroll.")
    page.get_by_role("button", name="Post this idea").click()
    lookalike = page.get_by_role("article").filter(has_text=TITLE)
    lookalike.get_by_role("button", name="Vote for this instead").click()
    has_joined(page)


def has_joined(page: Page) -> None:
    """One idea stands with two people, and what was typed is a comment on it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("button", name="2 people. You voted for")).to_be_visible()
    expect(
        page.get_by_role("paragraph").filter(has_text="Ours ended in the middle of payroll.")
    ).to_be_visible()


def plan(page: Page, manager: User) -> None:
    page.goto("/manage/inbox")
    sign_in(page, manager)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_label("everyone following (2)")).to_be_checked()
    page.get_by_label("Your answer").fill(NOTE)
    page.get_by_label("Status then").select_option("planned")
    page.get_by_role("button", name="Send to 2 people").click()
    expect(page.get_by_text("2 people hear of it.")).to_be_visible()


def mails_about_the_plan(server: MailServer) -> Counter[str]:
    """How many each has, once the worker owes nobody anything about it."""
    wait_for(lambda: set(states_of_mail()) == {DeliveryState.SENT})
    about = [mail for mail in server.messages if mail["Subject"].startswith("Planned")]
    for mail in about:
        assert NOTE in mail.get_body(("plain",)).get_content()
    return Counter(parseaddr(mail["To"])[1] for mail in about)


def states_of_mail() -> list[DeliveryState]:
    session.rollback()
    of_the_plan = (
        select(Delivery.state)
        .join(Delivery.update)
        .where(Update.kind == UpdateKind.STATUS, Delivery.channel == Channel.MAIL)
    )
    return list(session.scalars(of_the_plan))


def has_one_notice(page: Page) -> None:
    page.goto("/notices")
    told = page.get_by_role("listitem").filter(has_text="It is planned.")
    expect(told).to_have_count(1)
    expect(told.get_by_role("link", name=TITLE)).to_be_visible()


def knows_what_became_of_it(page: Page) -> None:
    page.goto("/me")
    idea = page.get_by_role("listitem").filter(has_text=TITLE)
    expect(idea).to_contain_text("Planned")
    expect(idea).to_contain_text(NOTE)
