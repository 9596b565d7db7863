"""From `flask setup` and an empty page to the first improvement that shipped, and everyone told
exactly what product.md's table says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import Role, User
from app.telling.asking_back import ask_back
from app.telling.jobs import send_outbox
from app.telling.models import Channel, Delivery, DeliveryState
from app.telling.wording import subject_of
from app.votes.service import cast, follow
from app.votes.service.represent import Wish, cast_for
from tests.chromium import watched_windows
from tests.conftest import opened
from tests.journeys.first_steps import ROWS, set_up, take_first_steps, write_sheet
from tests.journeys.portal import running_portal, wait_for
from tests.journeys.steps import sign_in
from tests.personas import make_person
from tests.telling.mail_server import MailServer

pytestmark = pytest.mark.browser
NOBODY: set[str] = set()
ASKED = {
    "ada": "Warn me before the bank link expires",
    "mo": "Tell me a week ahead that the bank link ends",
    "nia": "A calendar of when each consent runs out",
}
# Subject, who is mailed at once, who with the mail of the day. Kim did not agree to be told, Lee
# did; Jun asked for both. Mo's idea was merged into Ada's, Nia's was and is not any more. Pia wants
# the improvement since it stands on the roadmap. Ivy came with the sheet.
TABLE = {
    "We have it: ": ({"ada", "mo", "nia"}, NOBODY),
    "Added for you: ": ({"lee"}, NOBODY),
    "An answer: ": ({"ada", "jun", "lee"}, {"ben", "fay"}),
    "Counted together with others: ": ({"mo", "nia"}, NOBODY),
    "Under review: ": ({"ada", "nia", "jun", "lee"}, {"ben", "fay", "mo"}),
    "Planned: ": ({"ada", "ben", "fay", "mo", "nia", "jun", "lee"}, NOBODY),
    "Another date: ": ({"jun"}, {"ada", "ben", "fay", "mo", "nia", "lee", "pia"}),
    "In progress: ": ({"ada", "nia", "jun", "lee"}, {"ben", "fay", "mo", "pia"}),
    "It shipped: ": ({"ada", "ben", "fay", "mo", "nia", "jun", "lee", "pia"}, NOBODY),
    "Did this fix it? ": ({"ada", "nia"}, NOBODY),
}


@dataclass(frozen=True)
class Scene:
    url: str
    folder: Path
    server: MailServer
    admin: Page
    manager: Page


@pytest.fixture
def scene(
    bare_dir: Path, tmp_path: Path, chromium: Chromium, mail_server: MailServer
) -> Iterator[Scene]:
    """A portal of one's own whose administrator has taken the seven first steps."""
    link, sheet = set_up(bare_dir), write_sheet(tmp_path / "wishes.csv")
    with (
        running_portal(bare_dir, mail_server) as url,
        watched_windows(chromium, url) as open_window,
        opened(bare_dir, HEED_BASE_URL=url, HEED_MAIL_URL=mail_server.url),
    ):
        admin = open_window()
        manager = take_first_steps(admin, link, mail_server, sheet, open_window)
        yield Scene(url, bare_dir, mail_server, admin, manager)


def test_from_setup_to_the_first_shipped_improvement(scene: Scene, chromium: Chromium) -> None:
    """Two merges, one taken back, three ideas promoted, a date that moves, and all are told."""
    before = len(scene.server.messages)
    assert session.query(Idea).count() == ROWS
    people = {name: make_person(f"{name.title()} Smith") for name in PEOPLE}
    people["jun"] = make_person("Jun Sato", role=Role.EMPLOYEE)
    ideas = ask(people)
    imported = session.scalars(select(Idea).where(Idea.import_id.is_not(None))).first()
    assert imported is not None

    manage = scene.manager
    answer(manage, ideas["ada"])
    for name in ("mo", "nia"):
        merge(manage, ideas[name], into=ideas["ada"])
    manage.goto(f"/ideas/{ideas['ada']}")
    manage.get_by_role("listitem").filter(has_text=ASKED["nia"]).get_by_role(
        "button", name="Undo"
    ).click()
    expect(manage.get_by_text(ASKED["nia"])).to_have_count(0)

    promote(manage, ideas["ada"], ideas["nia"], imported.reference)
    date_it(manage, "2035-01-31")
    move(manage, "next", "In spring.")
    want(chromium, scene, people["pia"])
    date_it(manage, "2035-03-31", reason="The bank audit took longer.")
    move(manage, "now", "We began.")
    move(manage, "shipped", "A week before, by mail.")
    two_weeks_later()

    let_the_day_end()
    told = read(scene.server, before)
    print_table(told)
    assert told == TABLE
    digests = [m for m in scene.server.messages[before:] if "moved on ideas" in m["Subject"]]
    assert sorted(names_of(digests)) == sorted({n for _now, daily in TABLE.values() for n in daily})
    assert not {"kim", "ivy"} & set(names_of(scene.server.messages[before:]))
    assert not [m for m in scene.server.messages if "elsewhere.example" in m["To"]]


PEOPLE = ("ada", "ben", "fay", "mo", "nia", "kim", "lee", "pia")


def ask(people: dict[str, User]) -> dict[str, str]:
    """References of what was asked, by who asked."""
    board = session.scalars(select(Board).order_by(Board.position, Board.id)).first()
    assert board is not None
    ideas = {}
    for name, title in ASKED.items():
        with writing():
            ideas[name] = submit(draft(title), board=board, author=people[name])
    with writing():
        cast(ideas["ada"], voter=people["ben"])
        follow(ideas["ada"], follower=people["fay"])
    for name in ("kim", "lee"):
        with writing():
            cast_for(
                ideas["ada"],
                customer=people[name],
                employee=people["jun"],
                wish=Wish(has_consented=name == "lee"),
            )
    return {name: idea.reference for name, idea in ideas.items()}


def answer(page: Page, reference: str) -> None:
    page.goto(f"/manage/inbox/{reference}")
    page.get_by_label("Your answer").fill("We look into it this week.")
    page.get_by_role("button", name="Send to 5 people").click()
    expect(page.get_by_text("5 people")).to_be_attached()


def merge(page: Page, reference: str, *, into: str) -> None:
    page.goto(f"/manage/ideas/{reference}/merge?into={into}")
    page.get_by_role("button", name=f"Merge into {into}").click()
    page.wait_for_load_state()


def promote(page: Page, *references: str) -> None:
    page.goto("/manage/improvements/new?" + "&".join(f"idea={each}" for each in references))
    page.get_by_label("Name of the improvement").fill("Connections that warn before they break")
    page.get_by_label("Who answers for it").select_option(label="Marta de Vries")
    page.get_by_label("Metric it should move").select_option("organisations_asking")
    page.get_by_role("button", name="Promote 3 ideas").click()
    page.wait_for_url("**/manage/improvements/I-1**")


def date_it(page: Page, day: str, reason: str = "") -> None:
    page.goto("/manage/improvements/I-1/promise")
    page.get_by_label("By", exact=True).fill(day)
    if reason:
        page.get_by_label("Why it moves").fill(reason)
    page.get_by_role("button", name="Move the date" if reason else "Promise this date").click()
    page.wait_for_load_state()


def move(page: Page, horizon: str, note: str) -> None:
    page.goto(f"/manage/improvements/I-1/move?to={horizon}")
    page.locator("textarea[name=note]").fill(note)
    page.get_by_role("button", name="Move it").click()
    page.wait_for_url("**/manage/improvements/I-1-**")


def want(chromium: Chromium, scene: Scene, person: User) -> None:
    with watched_windows(chromium, scene.url) as open_window:
        page = open_window()
        page.goto("/roadmap")
        page.get_by_role("link", name="I want this too").click()
        sign_in(page, person)
        page.get_by_role("button", name="I want this too").click()
        expect(page.get_by_text("You want this")).to_be_visible()


def two_weeks_later() -> None:
    with writing():
        for idea in session.scalars(select(Idea).where(Idea.status_since > now() - timedelta(1))):
            if not idea.is_imported and idea.status.phase == "shipped":
                idea.status_since = now() - timedelta(days=15)
    ask_back()


def let_the_day_end() -> None:
    """The mail of the day is due now; the worker, or its next sweep, sends it."""
    with writing():
        for row in session.scalars(select(Delivery).where(Delivery.is_digest)):
            row.next_at = row.created_at
    send_outbox()
    wait_for(lambda: not waiting_mails())


def waiting_mails() -> list[Delivery]:
    session.rollback()
    mails = (Delivery.channel == Channel.MAIL, Delivery.state == DeliveryState.QUEUED)
    return list(session.scalars(select(Delivery).where(*mails)))


def read(server: MailServer, before: int) -> dict[str, tuple[set[str], set[str]]]:
    """Who was mailed at once, by the subject's beginning, and who by the mail of the day, by what
    was owed; nobody twice."""
    told = {}
    mails = server.messages[before:]
    for subject in TABLE:
        names = names_of([mail for mail in mails if mail["Subject"].strip().startswith(subject)])
        assert len(names) == len(set(names)), f"{subject} twice: {names}"
        told[subject] = (set(names), owed_by_day(subject))
    return told


def owed_by_day(subject: str) -> set[str]:
    digest = select(Delivery).where(Delivery.is_digest, Delivery.state == DeliveryState.SENT)
    return {
        row.user.first_name.lower()
        for row in session.scalars(digest)
        if subject_of(row).startswith(subject)
    }


def names_of(mails: list[object]) -> list[str]:
    return [parseaddr(mail["To"])[1].partition("@")[0] for mail in mails]


def print_table(told: dict[str, tuple[set[str], set[str]]]) -> None:
    for subject, (at_once, daily) in told.items():
        print(
            f"{subject:32} now: {' '.join(sorted(at_once)):40} one a day: {' '.join(sorted(daily))}"
        )
