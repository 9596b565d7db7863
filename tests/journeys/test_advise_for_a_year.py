"""A year of one advisory board, as its hosts and members walk through it: who is invited, what they
agree on, a round judged blind, closed by the clock, its minutes, what became of it, and the end of
a term."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session
from app.councils.jobs import remind_councils
from app.councils.models import Ballot, BallotSave, Council, Seat, SeatKind
from app.councils.terms import clock_of, today
from app.people.models import User
from app.telling.models import Delivery, Update, UpdateKind
from tests.chromium import OpenWindow
from tests.journeys.steps import heading
from tests.personas import make_person

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@dataclass(frozen=True)
class Size:
    """How many are invited, decline, answer, and how many proposals there are."""

    invited: int
    decline: int
    answer: int
    proposals: int


WHOLE, SAMPLE = Size(14, 2, 11, 10), Size(3, 1, 2, 2)


@pytest.mark.parametrize("size", [pytest.param(WHOLE, marks=pytest.mark.prove), SAMPLE])
def test_a_year_of_one_board(open_window: OpenWindow, root: User, marta: User, size: Size) -> None:
    people = [
        make_person(f"M{n:02} Member", email=f"m{n}@heed.example") for n in range(size.invited)
    ]
    begin = now()
    with window(open_window, root) as page:
        found(page, marta)
    council = session.scalars(select(Council)).one()
    at = f"/councils/{council.slug}"
    with window(open_window, marta) as page:
        write_charter(page, at)
        invite(page, at, people)
    members = answer_invitations(open_window, at, people, size)
    with window(open_window, marta) as page:
        plan(page, at, size.proposals)
    judge(open_window, at, members[: size.answer], size.proposals)
    with window(open_window, marta) as page:
        page.goto(f"{at}/rounds/1")
        heading(page, "What comes next")
        expect(page.get_by_text(f"{size.answer} of {len(members)} answered")).to_be_visible()
        page.goto(f"{at}/rounds/1/results")
        expect(page.get_by_text("There is nothing at this address.")).to_be_visible()
    with later(begin, 8):
        remind_councils()
        conclude(open_window, at, marta, members, size)
    with later(begin, 20):
        finish(open_window, at, marta, members[1])
    with later(begin, 340):
        remind_councils()
        assert told("term_ends") == len(members)
    with later(begin, 366):
        leave_by_the_clock(open_window, at, marta, members[0])


def found(page: Page, marta: User) -> None:
    page.goto("/councils")
    page.get_by_role("link", name="Found a board").first.click()
    page.get_by_label("Name", exact=True).fill("Product council")
    page.get_by_label("Hosts").fill(marta.email or "")
    page.get_by_role("button", name="Found this board").click()
    heading(page, "Product council")


def write_charter(page: Page, at: str) -> None:
    page.goto(f"{at}/charter")
    page.get_by_role("link", name="Write the charter").click()
    page.get_by_label("What members agree on").fill("We judge **before** we talk.")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_text("Version 1 of")).to_be_visible()


def invite(page: Page, at: str, people: Sequence[User]) -> None:
    """The first of them to chair it."""
    for number, person in enumerate(people):
        page.goto(f"{at}/members")
        page.get_by_label("E-mail address").fill(person.email or "")
        page.get_by_label("As", exact=True).select_option(
            SeatKind.MEMBER if number else SeatKind.CHAIR
        )
        page.get_by_label("Last day").fill((today() + 364 * DAY).isoformat())
        page.get_by_role("button", name="Invite", exact=True).click()
        expect(page.get_by_text("They are invited.")).to_be_visible()


def answer_invitations(
    open_window: OpenWindow, at: str, people: Sequence[User], size: Size
) -> list[User]:
    """Those who sit in it afterwards. They hear of it without its name, and sign the charter."""
    for person in people[-size.decline :]:
        with window(open_window, person) as page:
            page.goto(at)
            page.get_by_label("Whom should we ask").fill("My neighbour, neighbour@heed.example")
            page.get_by_role("button", name="No, thank you").click()
            expect(page.get_by_text("The hosts know.")).to_be_visible()
    members = list(people[: -size.decline])
    for person in members:
        with window(open_window, person) as page:
            page.goto("/notices")
            expect(page.get_by_role("main")).not_to_contain_text("Product council")
            page.get_by_role("link", name="Something new in your advisory board").click()
            page.get_by_role("main").get_by_role("link", name="Product council").click()
            page.get_by_role("button", name="Take the seat").click()
            page.goto(at)
            page.get_by_label("Type your name").fill(person.name)
            page.get_by_role("button", name="I accept this charter").click()
            heading(page, "Product council")
    states = session.scalars(select(Seat.state).where(Seat.kind != SeatKind.HOST)).all()
    assert sorted(states) == ["active"] * len(members) + ["declined"] * size.decline
    return members


def plan(page: Page, at: str, proposals: int) -> None:
    """It closes in a week and meets a little later."""
    page.goto(f"{at}/rounds/new")
    page.get_by_label("Title").fill("What comes next?")
    page.get_by_label("Closes").fill(on_the_clock(now() + 7 * DAY))
    page.get_by_label("Meets").fill(on_the_clock(now() + 7 * DAY + timedelta(hours=2)))
    page.get_by_label("Answers it takes to count").fill("3")
    page.get_by_role("button", name="Plan this round").click()
    heading(page, "What comes next?")
    for number in range(proposals):
        page.get_by_label("Or a proposal of your own").fill(f"Proposal {number}")
        page.get_by_role("button", name="Add it").first.click()
        expect(page.get_by_role("heading", name=f"Proposal {number}", exact=True)).to_be_visible()
    page.get_by_text("Add a point").click()
    page.get_by_label("What it is about").fill("Your answers")
    page.locator("#agenda").get_by_role("button", name="Add it").click()
    page.get_by_role("button", name="Let members read it").click()
    page.get_by_role("button", name="Open it for answers").click()
    expect(page.get_by_text("It closes by itself.")).to_be_visible()


def judge(open_window: OpenWindow, at: str, members: Sequence[User], proposals: int) -> None:
    """One on a phone, one by keyboard alone, one without JavaScript, the others as they like."""
    ways = [PHONE, {}, {"java_script_enabled": False}]
    for number, person in enumerate(members):
        options = ways[number] if number < len(ways) else {}
        with window(open_window, person, **options) as page:
            page.goto(f"{at}/rounds/1")
            page.get_by_role("link", name="Answer now").click()
            for card in range(proposals):
                expect(page.get_by_text(f"Proposal {card + 1} of {proposals}")).to_be_visible()
                answer = by_keyboard if number == 1 else by_hand
                answer(page, importance=1 + (number + card) % 10, satisfaction=1 + card % 10)
            expect(page.get_by_text("You can change every answer")).to_be_visible()
            expect(page.get_by_text(f"You answered {proposals} of {proposals}")).to_be_visible()
    assert len(session.scalars(select(Ballot)).all()) == len(members) * proposals
    with window(open_window, members[0], **PHONE) as page:
        page.goto(f"{at}/rounds/1/ballot?card=1")
        by_hand(page, importance=10, satisfaction=1)
        expect(page.get_by_text(f"Proposal 2 of {proposals}")).to_be_visible()
    assert len(session.scalars(select(BallotSave)).all()) == len(members) * proposals + 1


def by_hand(page: Page, *, importance: int, satisfaction: int) -> None:
    for name, score in (("Importance", importance), ("Satisfaction", satisfaction)):
        group = page.get_by_role("group", name=name)
        group.get_by_text(str(score), exact=True).click()
    page.get_by_role("button", name=re.compile("^Save")).click()


def by_keyboard(page: Page, *, importance: int, satisfaction: int) -> None:
    """From the top of the page with Tab, arrows and Enter, as far as the numbers and the button."""
    for name, score in (("importance", importance), ("satisfaction", satisfaction)):
        tab_to(page, f'document.activeElement.name === "{name}"')
        page.keyboard.press("Space")
        for _step in range(score - 1):
            page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.value") == str(score)
    tab_to(page, 'document.activeElement.matches("button.primary")')
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def tab_to(page: Page, is_there: str) -> None:
    for _stop in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(is_there):
            return
    raise AssertionError(f"Tab leads nowhere where {is_there}")


def conclude(
    open_window: OpenWindow, at: str, marta: User, members: Sequence[User], size: Size
) -> None:
    """Results, minutes that the chair looks at, advice, actions."""
    assert told("closed") == len(members) + 1
    with window(open_window, members[-1]) as page:
        page.goto(f"{at}/rounds/1/ballot")
        heading(page, "Results: What comes next?")
        expect(page.get_by_text(f"{size.answer} members answered.")).to_be_visible()
    with window(open_window, marta) as page:
        page.goto(f"{at}/rounds/1/minutes")
        page.get_by_role("link", name="Write the minutes").click()
        page.get_by_label("In short").fill("We agreed on **one thing**.")
        page.get_by_label("1. Your answers").fill("Nobody was surprised.")
        for person in members[:3]:
            page.get_by_label(person.name).check()
        page.get_by_role("button", name="Save the minutes").click()
        page.get_by_label("About", exact=True).select_option("Proposal 0")
        page.get_by_label("Voices for").fill(str(size.answer - 1))
        page.get_by_label("Voices against").fill("1")
        page.locator("#advice").get_by_role("button", name="Write it down").click()
        expect(page.locator("#advice").get_by_role("heading", name="Proposal 0")).to_be_visible()
        page.get_by_label("What is to be done").fill("Ask three more")
        page.get_by_label("By whom").select_option(members[1].name)
        page.get_by_label("Until").fill((today() + 30 * DAY).isoformat())
        page.locator("#actions").get_by_role("button", name="Write it down").click()
        expect(page.get_by_text("Ask three more")).to_be_visible()
        page.get_by_role("button", name="Give them to the chair").click()
    with window(open_window, members[0]) as page:
        page.goto(f"{at}/rounds/1/minutes")
        page.get_by_role("button", name="Yes, that is what was said").click()
    with window(open_window, marta) as page:
        page.goto(f"{at}/rounds/1/minutes")
        page.get_by_role("button", name="Publish them").click()
        expect(page.get_by_text("Published on")).to_be_visible()
    assert told("minutes") == len(members)


def finish(open_window: OpenWindow, at: str, marta: User, doer: User) -> None:
    """The action is done, the advice answered, and the members read what became of it."""
    with window(open_window, doer) as page:
        page.goto(at)
        page.get_by_role("link", name="Ask three more").click()
        page.get_by_role("button", name="Done: Ask three more").click()
        expect(page.get_by_text("done on")).to_be_visible()
    with window(open_window, marta) as page:
        page.goto(f"{at}/rounds/1/minutes")
        page.get_by_text("Say what became of it").click()
        page.get_by_label("What became of it").select_option("Adopted")
        page.get_by_label("In words").fill("It ships in spring.")
        page.locator("#advice").get_by_role("button", name="Save", exact=True).click()
        page.goto(f"{at}/rounds/1")
        page.get_by_role("button", name="Mark it as reported").click()
        expect(page.get_by_text("Reported on")).to_be_visible()
    with window(open_window, doer) as page:
        page.goto(f"{at}/report/{today().year}")
        expect(page.get_by_text("It ships in spring.")).to_be_visible()
        page.goto(f"{at}/rounds/1/results")
        page.get_by_role("group", name="Was this round worth").get_by_text("5", exact=True).click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Thank you.")).to_be_visible()


def leave_by_the_clock(open_window: OpenWindow, at: str, marta: User, member: User) -> None:
    """With the end of the term the board is gone for whoever sat in it, not for its host."""
    with window(open_window, member) as page:
        answer = page.request.get(at)
        assert answer.status == 404
        page.goto("/")
        expect(page.get_by_role("link", name="Advisory board")).to_have_count(0)
    with window(open_window, marta) as page:
        page.goto(f"{at}/members")
        expect(page.get_by_text("Term over").first).to_be_visible()


@contextmanager
def window(open_window: OpenWindow, person: User, **options: object) -> Iterator[Page]:
    page = open_window(person, **options)
    yield page
    page.context.close()
    session.rollback()


@contextmanager
def later(begin: datetime, days: float) -> Iterator[None]:
    """The portal's clock shows that many days after the beginning."""
    with time_machine.travel(begin + days * DAY, tick=True):
        session.rollback()
        yield


def on_the_clock(moment: datetime) -> str:
    return clock_of(moment).strftime("%Y-%m-%dT%H:%M")


def told(matter: str) -> int:
    """How many people have a notice of it."""
    session.rollback()
    found = (
        select(Delivery.user_id, Update.facts)
        .join(Update, Update.id == Delivery.update_id)
        .where(Update.kind == UpdateKind.COUNCIL, Delivery.channel == "notice")
    )
    return len({who for who, facts in session.execute(found) if facts["matter"] == matter})
