"""What is owed by mail leaves once, whatever the server says to one of the messages."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.ideas.models import Audience, Idea, Phase
from app.people.events import letter_asked
from app.people.models import MailChoice, User
from app.telling import outbox
from app.telling.jobs import send_claimed, send_outbox
from app.telling.mail import transport
from app.telling.mail.settings import install, mail_settings
from app.telling.mail.transport import open_post
from app.telling.models import Delivery, DeliveryState, Update, UpdateKind
from app.telling.service import outbox_status, retry_dead
from app.telling.timing import next_morning
from app.votes.service import follow, unfollow
from tests.personas import make_person
from tests.telling.acts import decide, forget_receipts, mail_of, prefer, vote
from tests.telling.mail_server import HANG, MailServer

LATER = "451 come back later"
NEVER_EVER = "550 no such mailbox"


@pytest.fixture(autouse=True)
def no_receipts(idea: Idea) -> None:
    """Ada's idea is there, its receipt was read long ago."""
    forget_receipts()


def test_each_supporter_has_one_message(
    idea: Idea, ada: User, ben: User, jun: User, marta: User, mail_server: MailServer
) -> None:
    vote(idea, ben)
    with writing():
        follow(idea, follower=jun)
        follow(idea, follower=ada)
    decide(idea, Phase.SHIPPED, by=marta)

    send_outbox()
    send_outbox()

    assert Counter(mail.recipient for mail in mail_server.accepted()) == {
        "ada@heed.example": 1,
        "ben@heed.example": 1,
        "jun@heed.example": 1,
    }
    for mail in mail_server.accepted():
        uid = mail.message_id.removeprefix("<").partition("@")[0]
        person = session.scalars(select(User).where(User.email == mail.recipient)).one()
        assert uid == str(mail_of(person).uid)
    assert mail_of(ben).state == DeliveryState.SENT
    assert mail_of(ben).sent_at is not None
    assert mail_server.connections == 1


def test_what_became_unwanted_meanwhile_is_suppressed_with_the_cause(
    idea: Idea, ada: User, ben: User, jun: User, root: User, marta: User, mail_server: MailServer
) -> None:
    vote(idea, ben, jun, root)
    decide(idea, Phase.PLANNED, by=marta)
    with writing():
        unfollow(idea, follower=ben)
        jun.deactivated_at = now()
        root.mail_choice = MailChoice.NEVER
    with writing():
        idea.board.audience = Audience.EMPLOYEES

    send_outbox()

    assert mail_server.accepted() == []
    for person, cause in ((ada, "may not see"), (ben, "muted"), (jun, "closed"), (root, "no mail")):
        assert mail_of(person).state == DeliveryState.SUPPRESSED
        assert cause in mail_of(person).last_error


def test_refusals_hold_up_nobody_and_only_final_ones_end(
    idea: Idea, ada: User, ben: User, jun: User, marta: User, mail_server: MailServer
) -> None:
    vote(idea, ben, jun)
    decide(idea, Phase.PLANNED, by=marta)
    mail_server.answers["ada@heed.example"] = [NEVER_EVER]
    mail_server.answers["ben@heed.example"] = [LATER]

    send_outbox()

    assert [mail.recipient for mail in mail_server.accepted()] == ["jun@heed.example"]
    assert mail_of(ada).state == DeliveryState.DEAD
    assert "550" in mail_of(ada).last_error
    waiting = mail_of(ben)
    assert (waiting.state, waiting.attempts) == (DeliveryState.QUEUED, 1)
    assert timedelta(seconds=20) < waiting.next_at - now() < timedelta(seconds=37)

    with time_machine.travel(now() + timedelta(seconds=40)):
        send_outbox()
    assert mail_of(ben).state == DeliveryState.SENT


def test_a_server_that_hangs_on_one_message_holds_up_no_other(
    idea: Idea, ben: User, marta: User, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 0.5)
    vote(idea, ben)
    decide(idea, Phase.PLANNED, by=marta)
    mail_server.answers["ada@heed.example"] = [HANG]

    send_outbox()

    assert [mail.recipient for mail in mail_server.accepted()] == ["ben@heed.example"]
    assert mail_server.connections == 2


def test_without_a_server_mail_waits_and_leaves_when_it_is_back(
    idea: Idea, ada: User, ben: User, marta: User, mail_server: MailServer
) -> None:
    vote(idea, ben)
    decide(idea, Phase.PLANNED, by=marta)
    back = mail_settings()
    install(replace(back, url="smtp://127.0.0.1:1"))
    send_outbox()
    assert {mail_of(ada).attempts, mail_of(ben).attempts} == {0, 1}
    assert "cannot be reached" in mail_of(ada).last_error + mail_of(ben).last_error

    install(back)
    with time_machine.travel(now() + timedelta(minutes=1)):
        send_outbox()

    assert len(mail_server.accepted()) == 2


def test_after_twenty_attempts_a_mail_is_given_up_and_may_be_retried(
    idea: Idea, ada: User, marta: User, mail_server: MailServer
) -> None:
    decide(idea, Phase.PLANNED, by=marta)
    mail_server.answers["ada@heed.example"] = [LATER] * 20
    moment = now()
    for _ in range(20):
        moment += timedelta(hours=1)
        with time_machine.travel(moment):
            send_outbox()
    assert (mail_of(ada).state, mail_of(ada).attempts) == (DeliveryState.DEAD, 19)
    assert outbox_status().counts["dead"] == 1

    with writing():
        assert retry_dead() == 1
    send_outbox()

    assert mail_of(ada).state == DeliveryState.SENT


def test_pauses_grow_from_half_a_minute_to_half_an_hour() -> None:
    for attempts, seconds in ((1, 30), (2, 60), (5, 480), (7, 1800), (19, 1800)):
        for _ in range(50):
            pause = outbox.pause_after(attempts).total_seconds()
            assert 0.8 * seconds <= pause <= 1.2 * seconds


def test_the_mail_of_the_day_is_one_mail(
    idea: Idea, ada: User, ben: User, marta: User, mail_server: MailServer
) -> None:
    vote(idea, ben)
    prefer(ada, MailChoice.NEVER)
    decide(idea, Phase.REVIEWING, by=marta, note="Looking at banks.")
    decide(idea, Phase.IN_PROGRESS, by=marta, note="Started with one bank.")
    send_outbox()
    assert mail_server.accepted() == []

    with time_machine.travel(next_morning(now(), zone="UTC")):
        send_outbox()

    [mail] = mail_server.mails_to("ben@heed.example")
    assert mail["Subject"] == "2 things moved on ideas you follow"
    text = mail.get_body(("plain",)).get_content()
    assert "Looking at banks." in text
    assert "Started with one bank." in text
    rows = session.scalars(select(Delivery).where(Delivery.user_id == ben.id, Delivery.is_digest))
    first, second = rows.all()
    assert {first.state, second.state} == {DeliveryState.SENT}
    assert str(first.uid) in mail["Message-ID"]


def test_two_workers_share_the_work_and_a_lost_lease_is_not_used(
    idea: Idea, ada: User, ben: User, marta: User, mail_server: MailServer
) -> None:
    vote(idea, ben)
    decide(idea, Phase.PLANNED, by=marta)

    claimed = outbox.claim("one")
    assert len(claimed.parcels) == 2
    assert claimed.is_good
    assert outbox.claim("two").parcels == []
    with time_machine.travel(now() + timedelta(seconds=61)):
        assert outbox.claim("two").parcels == claimed.parcels


def test_a_worker_that_slept_through_its_lease_sends_nothing_under_it(
    idea: Idea, ada: User, marta: User, mail_server: MailServer
) -> None:
    decide(idea, Phase.PLANNED, by=marta)
    claimed = outbox.claim("slow")
    asleep = replace(claimed, good_until=claimed.good_until - 41)

    with open_post() as post:
        send_claimed(asleep, post)
        assert mail_server.accepted() == []
        send_claimed(claimed, post)
        assert len(mail_server.accepted()) == 1


def test_a_letter_about_signing_in_always_comes_and_its_secret_goes(
    ada: User, mail_server: MailServer
) -> None:
    prefer(ada, MailChoice.NEVER)
    with writing():
        ada.welcomed_at = None
        letter_asked.send(ada, purpose="reset", path="/reset/very-secret")
    send_outbox()

    [mail] = mail_server.mails_to("ada@heed.example")
    assert "http://localhost/reset/very-secret" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe"] is None
    letter = mail_of(ada, UpdateKind.ACCOUNT)
    session.expire_all()
    assert letter.state == DeliveryState.SENT
    assert session.scalars(select(Update.facts).where(Update.id == letter.update_id)).one() == {}


def test_a_name_cannot_write_headers(idea: Idea, marta: User, mail_server: MailServer) -> None:
    mallory = make_person("Mal\r\nBcc: all@heed.example\r\n\r\nhi", email="mallory@heed.example")
    vote(idea, mallory)
    with writing():
        idea.title = "Title\r\nX-Evil: yes"
    decide(idea, Phase.SHIPPED, by=marta)
    send_outbox()

    [mail] = mail_server.mails_to("mallory@heed.example")
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert parseaddr(str(mail["To"]))[1] == "mallory@heed.example"
    assert mail["Subject"] == "It shipped: Title X-Evil: yes"


def test_one_mail_that_cannot_be_written_holds_up_no_other(
    idea: Idea, ben: User, marta: User, mail_server: MailServer
) -> None:
    vote(idea, ben)
    with writing():
        session.execute(select(User))
        idea.author.email = "not an address\r\nat all"
    decide(idea, Phase.SHIPPED, by=marta)

    send_outbox()

    assert [mail.recipient for mail in mail_server.accepted()] == ["ben@heed.example"]
    assert mail_of(idea.author).attempts == 1


def test_files_hold_one_message_each(idea: Idea, ada: User, marta: User, data_dir: Path) -> None:
    decide(idea, Phase.PLANNED, by=marta)
    send_outbox()
    with writing():
        row = mail_of(ada)
        row.state, row.next_at, row.leased_until = DeliveryState.QUEUED, now(), None
    send_outbox()

    assert [path.name for path in (data_dir / "mail").iterdir()] == [f"{mail_of(ada).uid}.eml"]
